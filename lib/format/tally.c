// SPDX-License-Identifier: GPL-2.0-or-later
/* What a report has counted, and the exit status that follows. */
#include "lib/format/report.h"

void tally_add(struct tally *tally, const struct verdict *v)
{
	tally->count[v->outcome]++;
	if (v->outcome == OUTCOME_XFAIL && v->reason)
		line_set_add(&tally->issues, v->reason);
	for (size_t i = 0; i < v->nr_checks; i++)
		line_set_add(&tally->observers, v->checks[i].observer);
}

void tally_add_issues(struct tally *tally, const struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++)
		if (v->checks[i].issue)
			line_set_add(&tally->shown, v->checks[i].issue);
	for (size_t i = 0; i < v->unshown.nr; i++)
		line_set_add(&tally->due, v->unshown.line[i]);
}

void tally_clear(struct tally *tally)
{
	line_set_clear(&tally->issues);
	line_set_clear(&tally->observers);
	line_set_clear(&tally->shown);
	line_set_clear(&tally->due);
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
	const struct lines *due = &tally->due.lines;

	for (size_t i = 0; i < due->nr; i++)
		if (!line_set_has(&tally->shown, due->line[i]))
			lines_add(ids, due->line[i]);
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
