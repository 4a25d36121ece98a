/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a test's process says to the harness, through a pipe between two processes of one program: no format for
 * others. It is made and read some hundred times in a test, so that it costs no more than a copy.
 */
#ifndef NORMALPAGE_HARNESS_MESSAGE_H
#define NORMALPAGE_HARNESS_MESSAGE_H

#include <stddef.h>
#include <sys/types.h>

#include "lib/verdict/verdict.h"

/** MESSAGE_SIZE - bytes of the largest message that is read; what is larger counts as unreadable */
#define MESSAGE_SIZE 65536

/**
 * enum message_kind - what a message is
 * @MESSAGE_CHECK: a comparison
 * @MESSAGE_STATED: what is stated of a run of pages
 * @MESSAGE_LINE: a line of evidence: @text, of the list that @list names
 * @MESSAGE_OUTCOME: the scenario ends itself with @outcome, for the reason in @text
 * @MESSAGE_TIME: @seconds were taken for @text, in @times pieces
 */
enum message_kind {
	MESSAGE_CHECK,
	MESSAGE_STATED,
	MESSAGE_LINE,
	MESSAGE_OUTCOME,
	MESSAGE_TIME,
	NR_MESSAGE_KINDS,
};

/** struct message - one thing that is said; all strings are borrowed, those of one that was read from its bytes */
struct message {
	enum message_kind kind;
	struct check check;
	struct stated_run stated;
	enum outcome outcome;
	const char *list;
	const char *text;
	double seconds;
	unsigned int times;
};

/**
 * message_write - @m as bytes
 * @to, @room: where to, and how many there may be
 *
 * Returns how many bytes it takes. If that is more than @room, what is in @to is of no use.
 */
size_t message_write(const struct message *m, char *to, size_t room);

/**
 * message_read - the first message in @from
 * @len: bytes that are there
 *
 * Returns how many bytes it took, 0 if more of them are needed, or -EBADMSG for what message_write() does not write.
 */
ssize_t message_read(const char *from, size_t len, struct message *m);

#endif
