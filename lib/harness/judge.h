/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what a test's process said and how it ended to its verdict. */
#ifndef NORMALPAGE_HARNESS_JUDGE_H
#define NORMALPAGE_HARNESS_JUDGE_H

#include "lib/harness/message.h"
#include "lib/harness/tests.h"
#include "lib/verdict/times.h"
#include "lib/kernel/features.h"
#include "lib/kernel/kmsg.h"
#include "lib/verdict/verdict.h"

/** enum ending - how the process of a test ended */
enum ending {
	ENDED,
	OUT_OF_TIME,
	LINGERING,	/* it had said all, and was out of the time for its exit */
	STUCK,		/* could not even be killed: the kernel holds it */
	INTERRUPTED,	/* we were asked to stop */
};

/**
 * struct judgement - a verdict in the making
 * @verdict: what is known so far
 * @declared: the scenario itself ended with an outcome (skip, error)
 * @unreadable: messages of the test that could not be read, and may have been checks that did not hold
 * @garbled: one of them did not even say where it ends: no more are read
 * @untrusted: the kernel said or showed that it is damaged
 * @kernel: the running one
 * @times: what it took its time for; empty if nobody asked for a profile
 * @bytes, @len: of a message that is not complete yet; @bytes is large, and not cleared for each test
 */
struct judgement {
	struct verdict verdict;
	bool declared;
	size_t unreadable;
	bool garbled;
	bool untrusted;
	const struct features *kernel;
	struct times times;
	size_t len;
	char bytes[MESSAGE_SIZE];
};

/** judgement_init - start; @kernel is borrowed, for known issues */
void judgement_init(struct judgement *j, const struct test *test, const struct features *kernel);

/** judgement_read - take in what the test wrote; false at the end of the stream */
bool judgement_read(struct judgement *j, int fd);

/** judgement_error - the test could not be started */
__attribute__((format(printf, 2, 3))) void judgement_error(struct judgement *j, const char *fmt,
							   ...);

/** judgement_end - the process is gone: decide. @status is from wait(2), @seconds is what it had */
void judgement_end(struct judgement *j, enum ending ending, int status, unsigned int seconds,
		   struct kmsg *log);

void judgement_clear(struct judgement *j);

#endif
