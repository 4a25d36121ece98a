// SPDX-License-Identifier: GPL-2.0-or-later
/* What a report has counted, and the exit status that follows. */
#include "lib/report/report.h"

void tally_add(struct tally *tally, const struct verdict *v)
{
	tally->count[v->outcome]++;
	if (v->outcome == OUTCOME_XFAIL && v->reason)
		lines_add_once(&tally->issues, v->reason);
	for (size_t i = 0; i < v->nr_checks; i++)
		lines_add_once(&tally->observers, v->checks[i].observer);
}

void tally_add_issues(struct tally *tally, const struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++)
		if (v->checks[i].issue)
			lines_add_once(&tally->shown, v->checks[i].issue);
	for (size_t i = 0; i < v->unshown.nr; i++)
		lines_add_once(&tally->due, v->unshown.line[i]);
}

void tally_clear(struct tally *tally)
{
	lines_clear(&tally->issues);
	lines_clear(&tally->observers);
	lines_clear(&tally->shown);
	lines_clear(&tally->due);
}

unsigned int tally_total(const struct tally *tally)
{
	unsigned int total = 0;

	for (int i = 0; i < NR_OUTCOMES; i++)
		total += tally->count[i];
	return total;
}

void tally_unshown(const struct tally *tally, struct lines *ids)
{
	for (size_t i = 0; i < tally->due.nr; i++)
		if (!lines_have(&tally->shown, tally->due.line[i]))
			lines_add(ids, tally->due.line[i]);
}

int tally_exit_status(const struct tally *tally)
{
	const unsigned int *n = tally->count;

	if (n[OUTCOME_FAIL] || n[OUTCOME_TIMEOUT] || n[OUTCOME_ABORT])
		return 1;
	if (n[OUTCOME_ERROR])
		return 2;
	if (!n[OUTCOME_PASS] && !n[OUTCOME_XFAIL])
		return 4;
	return 0;
}
