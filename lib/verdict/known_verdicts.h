/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One verdict for each known issue that the tests of a run met: "known.ID". It follows from their verdicts, so that it
 * is in no record: a reader of records makes it again.
 */
#ifndef NORMALPAGE_VERDICT_KNOWN_VERDICTS_H
#define NORMALPAGE_VERDICT_KNOWN_VERDICTS_H

#include <stddef.h>

#include "lib/verdict/verdict.h"

/**
 * struct known_count - one issue; owned strings
 * @reason: what is wrong and why, or NULL
 * @shown: tests in which it explained a check
 * @unshown: tests of which a check had to show it, and did not
 */
struct known_count {
	char *id;
	char *reason;
	size_t shown, unshown;
};

/** struct known_counts - owned, by id */
struct known_counts {
	struct known_count *issue;
	size_t nr;
};

/** known_counts_add - count what a test's verdict says */
void known_counts_add(struct known_counts *counts, const struct verdict *v);
void known_counts_clear(struct known_counts *counts);

/**
 * known_verdict - the verdict of an issue; free with verdict_clear()
 *
 * OUTCOME_XFAIL if it showed. OUTCOME_PASS with a remark if it did not, though this kernel should have it.
 */
void known_verdict(struct verdict *v, const struct known_count *count);

/** known_verdict_is - is it the name of such a verdict? */
bool known_verdict_is(const char *test);

#endif
