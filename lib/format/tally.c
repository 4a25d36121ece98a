// SPDX-License-Identifier: GPL-2.0-or-later
/* What a report has counted, and the exit status that follows. */
#include "lib/format/report.h"

void tally_add(struct tally *tally, const struct verdict *v)
{
	tally->count[v->outcome]++;
	if (!known_verdict_is(v->test)) {
		tally->tests++;
		tally->tested += v->outcome == OUTCOME_PASS || v->outcome == OUTCOME_XFAIL;
	}
	for (size_t i = 0; i < v->nr_checks; i++)
		line_set_add(&tally->observers, v->checks[i].observer);
}

void tally_clear(struct tally *tally)
{
	line_set_clear(&tally->observers);
}

unsigned int tally_total(const struct tally *tally)
{
	unsigned int total = 0;

	for (int i = 0; i < NR_OUTCOMES; i++)
		total += tally->count[i];
	return total;
}

int tally_exit_status(const struct tally *tally)
{
	const unsigned int *n = tally->count;

	if (n[OUTCOME_FAIL] || n[OUTCOME_TIMEOUT] || n[OUTCOME_ABORT])
		return 1;
	if (n[OUTCOME_ERROR])
		return 2;
	if (!tally->tested)
		return 4;
	return 0;
}
