// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/results.h"

#include <string.h>

static int compare_name(const void *key, const void *element)
{
	return strcmp(key, ((const struct verdict *)element)->test);
}

const struct verdict *results_find(const struct results *results, const char *test)
{
	if (!results->nr_verdicts)
		return NULL;
	return bsearch(test, results->verdicts, results->nr_verdicts, sizeof(*results->verdicts),
		       compare_name);
}

void results_report(const struct results_set *set, struct report *report)
{
	for (size_t i = 0; i < set->nr; i++) {
		const struct results *r = &set->results[i];

		report_run(report, &r->run, set->nr == 1);
		for (size_t j = 0; j < r->notes.nr; j++)
			report_note(report, "%s", r->notes.line[j]);
		for (size_t j = 0; j < r->nr_verdicts; j++)
			report_verdict(report, &r->verdicts[j]);
	}
}

static void results_clear(struct results *r)
{
	free(r->path);
	run_info_clear(&r->run);
	for (size_t i = 0; i < r->nr_verdicts; i++)
		verdict_clear(&r->verdicts[i]);
	free(r->verdicts);
	lines_clear(&r->notes);
	lines_clear(&r->accel);
}

void results_set_clear(struct results_set *set)
{
	for (size_t i = 0; i < set->nr; i++)
		results_clear(&set->results[i]);
	free(set->results);
	*set = (struct results_set){ 0 };
}
