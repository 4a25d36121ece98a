/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs tests one after the other, each in a process of its own, and makes their verdicts. */
#ifndef NORMALPAGE_HARNESS_RUN_H
#define NORMALPAGE_HARNESS_RUN_H

#include "lib/harness/tests.h"
#include "lib/verdict/times.h"
#include "lib/verdict/verdict.h"

/**
 * struct run_sink - what is called as a run goes on; members may be NULL
 * @ready: all is prepared, nothing was run: the last chance to choose tests
 * @begin: a test starts
 * @verdict: a test ended
 * @times: what it took its time for, after its verdict, if tests->profiled
 * @note: something about the run as a whole (an observer that cannot be asked here, and why)
 */
struct run_sink {
	void *data;
	struct error *(*ready)(void *data, struct tests *tests);
	void (*begin)(void *data, const struct test *test);
	void (*verdict)(void *data, const struct verdict *v);
	void (*times)(void *data, const struct test *test, const struct times *times);
	void (*note)(void *data, const char *text);
};

/**
 * tests_run - run them all
 * @complete: set to false if the kernel can no longer be trusted and the rest was left out
 *
 * Fails only if nothing could be started at all, or @sink's ready says so. SIGINT, SIGTERM, SIGHUP
 * and SIGPIPE end the run in order: ERROR_INTERRUPTED. They are blocked from then on, so that what has
 * been made can be removed.
 */
error_check struct error *tests_run(struct kernel *kernel, struct tests *tests,
				    const struct run_sink *sink, bool *complete);

/** run_hold_signals - keep those signals for tests_run(), while things are made for it */
void run_hold_signals(void);

/**
 * run_open_signals - hold them, and get a descriptor that can be polled for one; the caller closes it
 *
 * What takes its time while it is made need not go on then. Not read, the signal stays for tests_run().
 */
int run_open_signals(void);

#endif
