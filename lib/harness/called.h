/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a trace says of the calls of one function: the pure part of expect_called(). */
#ifndef NORMALPAGE_HARNESS_CALLED_H
#define NORMALPAGE_HARNESS_CALLED_H

#include "lib/base/cleanup.h"
#include "lib/harness/scenario.h"
#include "lib/trace/call.h"

/**
 * struct called - the calls of a function compared with what was expected of them
 * @ok: they are as expected
 * @unknown: a name in the expected arguments that the function's probe does not have, or NULL
 * @expected: "called, write = 1" or "not called, write = 1"; owned
 * @observed: @expected if @ok; else "not called", or the first call that is wrong, and how many of all
 *	calls are; owned
 */
struct called {
	bool ok;
	const char *unknown;
	char *expected;
	char *observed;
};

/**
 * called_judge - judge the calls of @function in @log
 * @called: true: there is at least one, and each has @args. false: none has them
 * @args: ended by one without name
 */
void called_judge(const struct trace_log *log, const char *function, bool called,
		  const struct arg_expectation *args, struct called *result);

void called_clear(struct called *result);

DEFINE_CLEANUP(called, struct called, called_clear(&VALUE))

#endif
