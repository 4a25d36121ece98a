/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who noticed that something was wrong in a run: the evidence of failed tests, by who gave it. */
#ifndef NORMALPAGE_RESULTS_WITNESS_H
#define NORMALPAGE_RESULTS_WITNESS_H

#include "lib/results/results.h"

/**
 * struct witnesses - owned; free with witnesses_clear()
 * @tests: names of tests that failed
 * @observers: names of those whose checks did not hold, sorted; "kernel log" if it complains. What a
 *	scenario saw itself is "result: WHAT"
 * @trace: what kernel functions were seen to do or return was wrong
 * @hung: a test did not come to its end
 * @crashed: the kernel did not survive a test: its log is the evidence
 * @passed: tests that did not
 * @unrun: tests without a verdict of their own: they say nothing
 * @why: the reason of the first one that was skipped or could not be run, or NULL
 */
struct witnesses {
	struct string_list tests, observers;
	bool trace, hung, crashed;
	size_t passed, unrun;
	char *why;
};

/**
 * witnesses_of - what the verdicts of @results say
 * @strict: what is explained by a known issue counts as well
 */
void witnesses_of(struct witnesses *witnesses, const struct results *results, bool strict);
void witnesses_clear(struct witnesses *witnesses);

/** witnesses_count - independent ones: each observer, the trace, a test that hangs */
size_t witnesses_count(const struct witnesses *witnesses);

/** witnesses_agree - two of them, or a crash: no single mistake of ours can have been the reason */
bool witnesses_agree(const struct witnesses *witnesses);

DEFINE_CLEANUP(witnesses, struct witnesses, witnesses_clear(&VALUE))

#endif
