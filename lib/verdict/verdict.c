// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/verdict.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"

static const char *const outcome_names[NR_OUTCOMES] = {
	[OUTCOME_PASS] = "pass",
	[OUTCOME_FAIL] = "fail",
	[OUTCOME_SKIP] = "skip",
	[OUTCOME_XFAIL] = "xfail",
	[OUTCOME_ERROR] = "error",
	[OUTCOME_TIMEOUT] = "timeout",
	[OUTCOME_ABORT] = "abort",
};

const char *outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

int outcome_from_name(const char *name)
{
	for (int i = 0; i < NR_OUTCOMES; i++)
		if (!strcmp(outcome_names[i], name))
			return i;
	return -1;
}

static void *array_grow(void *array, size_t nr, size_t size)
{
	/* grows in powers of two: reallocate only when nr has reached one */
	if (nr & (nr - 1))
		return array;
	array = realloc(array, size * (nr ? 2 * nr : 1));
	if (!array)
		abort();
	return array;
}

void verdict_add_check(struct verdict *v, const struct check *check)
{
	struct check *new;

	v->checks = array_grow(v->checks, v->nr_checks, sizeof(*v->checks));
	new = &v->checks[v->nr_checks++];
	*new = (struct check){
		.step = string_copy(check->step),
		.observer = string_copy(check->observer),
		.field = string_copy(check->field),
		.where = string_copy(check->where),
		.expected = string_copy(check->expected),
		.observed = string_copy(check->observed),
		.rule = string_copy(check->rule),
		.issue = string_copy(check->issue),
		.kind = check->kind,
		.ok = check->ok,
		.numbered = check->numbered,
		.numbers = check->numbers,
	};
}

void verdict_add_stated(struct verdict *v, const struct stated_run *run)
{
	v->stated = array_grow(v->stated, v->nr_stated, sizeof(*v->stated));
	v->stated[v->nr_stated++] = (struct stated_run){
		.step = string_copy(run->step),
		.start = run->start,
		.end = run->end,
		.kind = string_copy(run->kind),
		.level = string_copy(run->level),
		.class = string_copy(run->class),
	};
}

static void stated_clear(struct stated_run *run)
{
	free((char *)run->step);
	free((char *)run->kind);
	free((char *)run->level);
	free((char *)run->class);
}

static void check_clear(struct check *c)
{
	free((char *)c->step);
	free((char *)c->observer);
	free((char *)c->field);
	free((char *)c->where);
	free((char *)c->expected);
	free((char *)c->observed);
	free((char *)c->rule);
	free((char *)c->issue);
}

void verdict_clear(struct verdict *v)
{
	free(v->test);
	free(v->description);
	free(v->reason);
	free(v->summary);
	free(v->hazard);
	for (size_t i = 0; i < v->nr_checks; i++)
		check_clear(&v->checks[i]);
	free(v->checks);
	for (size_t i = 0; i < v->nr_stated; i++)
		stated_clear(&v->stated[i]);
	free(v->stated);
	string_list_clear(&v->entries);
	string_list_clear(&v->trace);
	string_list_clear(&v->log);
	string_list_clear(&v->callers);
	string_list_clear(&v->known);
	string_list_clear(&v->unshown);
	*v = (struct verdict){ 0 };
}
