// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/tests.h"

#include <fnmatch.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"

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

/** struct places - one for each need */
struct places {
	struct place *place;
	size_t nr;
};

static const struct place *place_of(struct places *places, const struct need *need)
{
	struct place *p;

	for (size_t i = 0; i < places->nr; i++)
		if (places->place[i].need == need)
			return &places->place[i];
	places->place = array_grow(places->place, places->nr, sizeof(*places->place));
	p = &places->place[places->nr++];
	*p = (struct place){ .need = need };
	p->error = need->instances(&p->instances, &p->nr);
	return p;
}

static void places_clear(struct places *places)
{
	for (size_t i = 0; i < places->nr; i++)
		error_destroy(places->place[i].error);
	free(places->place);
}

static void add(struct tests *tests, const struct scenario_type *type,
		const struct instance *instance, const char *missing)
{
	struct test *test;

	tests->test = array_grow(tests->test, tests->nr, sizeof(*tests->test));
	test = &tests->test[tests->nr++];
	*test = (struct test){ .type = type, .instance = instance };
	test->name = string_format("%s%s%s.%s", type->family, instance ? "." : "",
				   instance ? instance->name : "", type->name);
	test->missing = string_copy(missing);
}

static void add_at_places(struct tests *tests, const struct scenario_type *type,
			  const struct place *place)
{
	if (place->error)
		add(tests, type, NULL, place->error->message);
	for (size_t i = 0; !place->error && i < place->nr; i++)
		add(tests, type, &place->instances[i], place->instances[i].missing);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct test *)a)->name, ((const struct test *)b)->name);
}

void tests_collect(struct tests *tests)
{
	struct places places = { 0 };

	*tests = (struct tests){ 0 };
	for (const struct scenario_type *const *t = __start_scenarios; t < __stop_scenarios; t++) {
		if ((*t)->needs)
			add_at_places(tests, *t, place_of(&places, (*t)->needs));
		else
			add(tests, *t, NULL, NULL);
	}
	places_clear(&places);
	qsort(tests->test, tests->nr, sizeof(*tests->test), by_name);
}

static void test_clear(struct test *test)
{
	free(test->name);
	free(test->missing);
}

static void keep_marked(struct tests *tests, const bool *marked)
{
	size_t kept = 0;

	for (size_t i = 0; i < tests->nr; i++) {
		if (marked[i])
			tests->test[kept++] = tests->test[i];
		else
			test_clear(&tests->test[i]);
	}
	tests->nr = kept;
}

static bool *new_marks(const struct tests *tests)
{
	bool *marked = calloc(tests->nr + 1, sizeof(*marked));

	if (!marked)
		abort();
	return marked;
}

void tests_drop_missing(struct tests *tests)
{
	guarded(free) bool *marked = new_marks(tests);

	for (size_t i = 0; i < tests->nr; i++)
		marked[i] = !tests->test[i].missing || tests->test[i].instance;
	keep_marked(tests, marked);
}

/* true if there was one */
static bool mark_matching(const struct tests *tests, const char *glob, bool *marked)
{
	bool any = false;

	for (size_t i = 0; i < tests->nr; i++) {
		bool match = !fnmatch(glob, tests->test[i].name, 0);

		marked[i] |= match;
		any |= match;
	}
	return any;
}

struct error *tests_choose(struct tests *tests, char *const *globs, size_t nr_globs)
{
	guarded(free) bool *marked = new_marks(tests);

	for (size_t g = 0; g < nr_globs; g++)
		if (!mark_matching(tests, globs[g], marked))
			return error_create(ERROR_USAGE, "no test matches '%s' (see --list with "
					    "the same options)", globs[g]);
	if (nr_globs)
		keep_marked(tests, marked);
	return NULL;
}

static struct error *keep_named(struct tests *tests, struct json_object *names)
{
	guarded(free) bool *marked = new_marks(tests);

	for (size_t n = 0; n < json_object_array_length(names); n++) {
		const char *name = json_object_get_string(json_object_array_get_idx(names, n));
		const struct test key = { .name = (char *)(name ? name : "") };
		const struct test *test = tests->nr ? bsearch(&key, tests->test, tests->nr,
							      sizeof(*tests->test), by_name) : NULL;

		if (!test)
			return error_create(ERROR_USAGE, "there is no test '%s'", key.name);
		marked[test - tests->test] = true;
	}
	keep_marked(tests, marked);
	return NULL;
}

struct error *tests_keep_requested(struct tests *tests, const char *request)
{
	struct json_object *record = json_tokener_parse(request), *names, *hazardous;
	struct error *err;

	if (!json_object_is_type(record, json_type_object) ||
	    !json_object_object_get_ex(record, "tests", &names) ||
	    !json_object_is_type(names, json_type_array))
		err = error_create(ERROR_USAGE, "--wait: no tests were named on standard input");
	else
		err = keep_named(tests, names);
	if (!err && json_object_object_get_ex(record, "hazardous", &hazardous))
		tests->hazardous = json_object_get_boolean(hazardous);
	json_object_put(record);
	return err;
}

void tests_clear(struct tests *tests)
{
	for (size_t i = 0; i < tests->nr; i++)
		test_clear(&tests->test[i]);
	free(tests->test);
	*tests = (struct tests){ 0 };
}
