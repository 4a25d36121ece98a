// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/results.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"

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

		guarded(free) char *accel = run_info_accel(&r->run);

		report_run(report, &r->run, set->nr == 1);
		if (r->run.obtained.nr > 1)
			report_note(report, "the verdicts came from machines under %s", accel);
		for (size_t j = 0; j < r->notes.nr; j++)
			report_note(report, "%s", r->notes.item[j]);
		for (size_t j = 0; j < r->nr_verdicts; j++)
			if (!known_verdict_is(r->verdicts[j].test))
				report_verdict(report, &r->verdicts[j]);
	}
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_lines(const struct string_list *a, const struct string_list *b)
{
	for (size_t i = 0; a->nr == b->nr && i < a->nr; i++)
		if (strcmp(a->item[i], b->item[i]))
			return false;
	return a->nr == b->nr;
}

static bool may_merge(const struct results *a, const struct results *b)
{
	if (!same_lines(&a->run.mutants, &b->run.mutants) ||
	    !same_text(a->run.kernel, b->run.kernel) || !same_text(a->run.origin, b->run.origin))
		return false;
	for (size_t i = 0; i < b->nr_verdicts; i++)
		if (strcmp(b->verdicts[i].test, RESULTS_INCOMPLETE) &&
		    results_find(a, b->verdicts[i].test))
			return false;
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct verdict *)a)->test, ((const struct verdict *)b)->test);
}

/* both are sorted; of the one that both may have one is enough */
static void move_verdicts(struct results *to, struct results *from)
{
	size_t nr = to->nr_verdicts;

	to->verdicts = reallocarray(to->verdicts, nr + from->nr_verdicts + 1, sizeof(*to->verdicts));
	if (!to->verdicts)
		abort();
	for (size_t i = 0; i < from->nr_verdicts; i++) {
		if (results_find(to, from->verdicts[i].test))
			verdict_clear(&from->verdicts[i]);
		else
			to->verdicts[nr++] = from->verdicts[i];
	}
	from->nr_verdicts = 0;
	to->nr_verdicts = nr;
	if (nr)
		qsort(to->verdicts, nr, sizeof(*to->verdicts), by_name);
}

static void add_missing(struct string_list *to, const struct string_list *from)
{
	struct line_set there = { 0 };

	for (size_t i = 0; i < to->nr; i++)
		*line_set_add(&there, to->item[i]) = 1;
	for (size_t i = 0; i < from->nr; i++)
		if (!(*line_set_add(&there, from->item[i]))++)
			text_list_add(to, from->item[i]);
	line_set_clear(&there);
}

static void merge(struct results *to, struct results *from)
{
	move_verdicts(to, from);
	add_missing(&to->notes, &from->notes);
	for (size_t i = 0; i < from->run.obtained.nr; i++)
		text_list_add_once(&to->run.obtained, from->run.obtained.item[i]);
	for (size_t i = 0; i < from->run.suites.nr; i++)
		text_list_add_once(&to->run.suites, from->run.suites.item[i]);
	if (!to->run.xen)
		to->run.xen = take(from->run.xen);
	to->complete &= from->complete;
}

static void results_clear(struct results *r)
{
	free(r->path);
	run_info_clear(&r->run);
	for (size_t i = 0; i < r->nr_verdicts; i++)
		verdict_clear(&r->verdicts[i]);
	free(r->verdicts);
	string_list_clear(&r->notes);
}

/* the kernel's, and how it was made wrong */
static char *name_of(const struct run_info *run)
{
	char *name = string_copy(run->kernel);

	for (size_t i = 0; i < run->mutants.nr; i++)
		string_append(&name, "-", run->mutants.item[i]);
	return name;
}

/* a label is part of names in some formats */
static void set_label(struct line_set *labels, struct results *r)
{
	/* how many have had it: the numbers up to there are taken */
	guarded(free) char *name = name_of(&r->run);
	unsigned int *nr = line_set_add(labels, name), *taken = nr;

	free(r->run.label);
	r->run.label = string_copy(name);
	while (*taken) {
		free(r->run.label);
		r->run.label = string_format("%s-%u", name, ++*nr);
		taken = line_set_add(labels, r->run.label);
	}
	*taken = 1;
}

static bool merge_into_earlier(struct results_set *set, size_t nr, struct results *r)
{
	for (size_t i = 0; i < nr; i++) {
		if (!may_merge(&set->results[i], r))
			continue;
		merge(&set->results[i], r);
		results_clear(r);
		return true;
	}
	return false;
}

static void drop_known(struct results *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->nr_verdicts; i++) {
		if (known_verdict_is(r->verdicts[i].test))
			verdict_clear(&r->verdicts[i]);
		else
			r->verdicts[kept++] = r->verdicts[i];
	}
	r->nr_verdicts = kept;
	r->nr_known = 0;
}

static void add_known(struct results *r)
{
	struct known_counts counts = { 0 };

	for (size_t i = 0; i < r->nr_verdicts; i++)
		known_counts_add(&counts, &r->verdicts[i]);
	r->verdicts = reallocarray(r->verdicts, r->nr_verdicts + counts.nr + 1, sizeof(*r->verdicts));
	if (!r->verdicts)
		abort();
	for (size_t i = 0; i < counts.nr; i++)
		known_verdict(&r->verdicts[r->nr_verdicts++], &counts.issue[i]);
	r->nr_known = counts.nr;
	known_counts_clear(&counts);
	qsort(r->verdicts, r->nr_verdicts, sizeof(*r->verdicts), by_name);
}

void results_set_merge(struct results_set *set)
{
	struct line_set labels = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < set->nr; i++)
		drop_known(&set->results[i]);
	for (size_t i = 0; i < set->nr; i++)
		if (!merge_into_earlier(set, kept, &set->results[i]))
			set->results[kept++] = set->results[i];
	set->nr = kept;
	for (size_t i = 0; i < set->nr; i++)
		set_label(&labels, &set->results[i]);
	line_set_clear(&labels);
	for (size_t i = 0; i < set->nr; i++)
		add_known(&set->results[i]);
}

void results_set_clear(struct results_set *set)
{
	for (size_t i = 0; i < set->nr; i++)
		results_clear(&set->results[i]);
	free(set->results);
	*set = (struct results_set){ 0 };
}
