// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/tests.h"

#include <fnmatch.h>
#include <string.h>

/* weak: a program without scenarios has no such section */
extern const struct scenario_type *const __start_scenarios[] __attribute__((weak));
extern const struct scenario_type *const __stop_scenarios[] __attribute__((weak));

/** struct place - what a need came up with, asked once */
struct place {
	const struct need *need;
	const struct instance *instances;
	size_t nr;
	struct error *error;
};

#define PLACES_MAX 32

static struct place *place_of(struct place *places, const struct need *need)
{
	struct place *p = places;

	while (p->need && p->need != need)
		p++;
	if (!p->need && p - places < PLACES_MAX - 1) {
		p->need = need;
		p->error = need->instances(&p->instances, &p->nr);
	}
	return p;
}

static void add(struct tests *tests, const struct scenario_type *type,
		const struct instance *instance, const char *missing)
{
	struct test *test;
	int len;

	tests->test = reallocarray(tests->test, tests->nr + 1, sizeof(*tests->test));
	if (!tests->test)
		abort();
	test = &tests->test[tests->nr++];
	*test = (struct test){ .type = type, .instance = instance };
	len = instance ? asprintf(&test->name, "%s.%s.%s", type->family, instance->name, type->name)
		       : asprintf(&test->name, "%s.%s", type->family, type->name);
	if (len < 0 || (missing && !(test->missing = strdup(missing))))
		abort();
}

static void add_at_places(struct tests *tests, const struct scenario_type *type,
			  const struct place *place)
{
	if (place->error)
		add(tests, type, NULL, place->error->message);
	for (size_t i = 0; !place->error && i < place->nr; i++)
		add(tests, type, &place->instances[i], NULL);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct test *)a)->name, ((const struct test *)b)->name);
}

void tests_collect(struct tests *tests)
{
	struct place places[PLACES_MAX] = { 0 };

	*tests = (struct tests){ 0 };
	for (const struct scenario_type *const *t = __start_scenarios; t < __stop_scenarios; t++) {
		if ((*t)->needs)
			add_at_places(tests, *t, place_of(places, (*t)->needs));
		else
			add(tests, *t, NULL, NULL);
	}
	for (struct place *p = places; p->need; p++)
		error_destroy(p->error);
	qsort(tests->test, tests->nr, sizeof(*tests->test), by_name);
}

static void test_clear(struct test *test)
{
	free(test->name);
	free(test->missing);
}

struct error *tests_choose(struct tests *tests, char *const *globs, size_t nr_globs)
{
	size_t kept = 0;

	for (size_t g = 0; g < nr_globs; g++) {
		bool any = false;

		for (size_t i = 0; i < tests->nr; i++)
			any |= !fnmatch(globs[g], tests->test[i].name, 0);
		if (!any)
			return error_create(ERROR_USAGE, "no test matches '%s' (see --list)",
					    globs[g]);
	}
	for (size_t i = 0; nr_globs && i < tests->nr; i++) {
		bool match = false;

		for (size_t g = 0; g < nr_globs; g++)
			match |= !fnmatch(globs[g], tests->test[i].name, 0);
		if (match)
			tests->test[kept++] = tests->test[i];
		else
			test_clear(&tests->test[i]);
	}
	if (nr_globs)
		tests->nr = kept;
	return NULL;
}

void tests_clear(struct tests *tests)
{
	for (size_t i = 0; i < tests->nr; i++)
		test_clear(&tests->test[i]);
	free(tests->test);
	*tests = (struct tests){ 0 };
}
