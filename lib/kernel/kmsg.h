/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's log through /dev/kmsg, and what its lines say of the kernel's health. */
#ifndef NORMALPAGE_KERNEL_KMSG_H
#define NORMALPAGE_KERNEL_KMSG_H

#include <stddef.h>

#include "lib/base/error.h"

/**
 * enum kmsg_severity - what a line means
 * @KMSG_PLAIN: nothing in particular
 * @KMSG_COMPLAINT: the kernel found something wrong, and goes on (WARNING, bad counters)
 * @KMSG_DAMAGE: memory management or the kernel as a whole can no longer be trusted (BUG, Oops,
 *	bad page state): what runs after it proves nothing
 */
enum kmsg_severity {
	KMSG_PLAIN,
	KMSG_COMPLAINT,
	KMSG_DAMAGE,
};

struct kmsg;

/**
 * kmsg_open - open the log at its end
 *
 * ERROR_UNTESTABLE without permission (CAP_SYSLOG where dmesg is restricted).
 */
error_check struct error *kmsg_open(struct kmsg **kmsg);
void kmsg_close(struct kmsg *kmsg);

/** kmsg_mark - write "normalpage: @text" into the log; ignored where that is not allowed */
void kmsg_mark(const char *text);

/**
 * kmsg_read - give every line since the last read to @line, oldest first
 *
 * Our own marks are left out. Lines that the ring buffer lost are reported by one line of ours.
 */
void kmsg_read(struct kmsg *kmsg,
	       void (*line)(void *data, const char *line, enum kmsg_severity severity),
	       void *data);

/** kmsg_classify - what the text of a line means */
enum kmsg_severity kmsg_classify(const char *line);

/**
 * kmsg_record_text - the text in a record of /dev/kmsg, "prio,seq,usec,flags;text\n key=value"
 *
 * Cuts @record behind the text, and undoes the "\x0a" that stands for a line break. Returns NULL
 * if it is no record. Documentation/ABI/testing/dev-kmsg.
 */
char *kmsg_record_text(char *record);

#endif
