/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this process may not do, and what cannot be seen because of that. */
#ifndef NORMALPAGE_KERNEL_RESTRICTIONS_H
#define NORMALPAGE_KERNEL_RESTRICTIONS_H

#include <stdbool.h>
#include <stdint.h>

/** enum lockdown - kernel_lockdown(7): each mode has the restrictions of those before it */
enum lockdown {
	LOCKDOWN_NONE,
	LOCKDOWN_INTEGRITY,
	LOCKDOWN_CONFIDENTIALITY,
};

/** lockdown_parse - the mode in the text of /sys/kernel/security/lockdown; NONE for NULL */
enum lockdown lockdown_parse(const char *text);

/** lockdown_mode - that of this kernel; NONE where securityfs is not mounted */
enum lockdown lockdown_mode(void);

/**
 * restrictions_text - what is missing, each with what it takes away, in one line
 * @capabilities: effective ones, a bit each
 * @root: the effective user is root
 * @log: the kernel's log is for those with CAP_SYSLOG
 *
 * NULL if nothing is missing; the caller frees.
 */
char *restrictions_text(uint64_t capabilities, bool root, bool log, enum lockdown mode);

/** restrictions - those of this process */
char *restrictions(void);

/** capability_held - this process has a capability (CAP_...) and can use it */
bool capability_held(unsigned int number);

#endif
