/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests: scenarios at their instances, with full names, chosen by globs. */
#ifndef NORMALPAGE_HARNESS_TESTS_H
#define NORMALPAGE_HARNESS_TESTS_H

#include <json-c/json.h>

#include "lib/harness/limits.h"
#include "lib/harness/scenario.h"

/**
 * struct test - a scenario at one place
 * @name: full dotted name, unique: family[.instance].name; owned
 * @missing: why it cannot run here (its need has no instance), or NULL; owned
 */
struct test {
	char *name;
	const struct scenario_type *type;
	const struct instance *instance;
	char *missing;
};

/**
 * struct tests - a list of them
 * @hazardous: scenarios may do what is known to bring some kernels down, see scenario_hazard()
 * @profiled: say what each test took its time for
 * @untraced: no tracing: the scenarios run programs that do it themselves
 * @limits: what the run may take
 */
struct tests {
	struct test *test;
	size_t nr;
	bool hazardous;
	bool untraced;
	bool profiled;
	struct limits limits;
};

/**
 * tests_collect - all registered scenarios at all their instances, sorted by name
 *
 * A scenario whose need has no instance here becomes one test with @missing set.
 */
void tests_collect(struct tests *tests);

/** tests_drop_missing - leave out those whose need has no instance here */
void tests_drop_missing(struct tests *tests);

/**
 * tests_choose - keep those that match any of @globs (fnmatch(3); a full name matches itself)
 *
 * No glob keeps all. A glob that matches nothing is ERROR_USAGE and names it.
 */
error_check struct error *tests_choose(struct tests *tests, char *const *globs, size_t nr_globs);

/**
 * tests_keep_requested - keep those that a "tests" record (docs/records.md) names, in the order that they
 *	have here, and take over whether they may be hazardous
 * @request: one line of JSON
 *
 * Anything else, and a name that there is no test for, is ERROR_USAGE.
 */
error_check struct error *tests_keep_requested(struct tests *tests, const char *request);

void tests_clear(struct tests *tests);

#endif
