// SPDX-License-Identifier: GPL-2.0-or-later
#include <fnmatch.h>
#include <string.h>

#include "cli/command.h"
#include "cli/run_options.h"

static void usage(void)
{
	puts("Usage: normalpage list [--suite SUITE] [--test GLOB]\n"
	     "List the tests: their names and what they show.\n\n"
	     "  -s, --suite SUITE   dax, mm or xen (default: all)\n"
	     "  -t, --test GLOB     only tests whose name matches\n"
	     "  -h, --help          show this");
}

static bool is_wanted(const struct string_list *globs, const char *test)
{
	for (size_t i = 0; i < globs->nr; i++)
		if (!fnmatch(globs->item[i], test, 0))
			return true;
	return !globs->nr;
}

static struct error *collect_suite(const struct suite *suite, struct suite_tests *tests)
{
	guarded(free) char *program = NULL;
	struct error *err = program_find(&program, suite->program);

	for (const struct suite_machine *m = suite->machines; !err && m->name; m++)
		err = suite_list_tests(suite, m, program, tests);
	return err;
}

static struct error *collect(const struct run_options *o, struct suite_tests *tests)
{
	struct error *err = NULL;

	if (o->suite)
		return collect_suite(o->suite, tests);
	for (const struct suite *s = suite_next(NULL); !err && s; s = suite_next(s))
		err = collect_suite(s, tests);
	return err;
}

static struct error *print(const struct run_options *o, const struct suite_tests *tests)
{
	int width = 0;
	bool any = false;

	for (size_t i = 0; i < tests->names.nr; i++)
		if (is_wanted(&o->globs, tests->names.item[i]) &&
		    (int)strlen(tests->names.item[i]) > width)
			width = (int)strlen(tests->names.item[i]);
	for (size_t i = 0; i < tests->names.nr; i++) {
		if (!is_wanted(&o->globs, tests->names.item[i]))
			continue;
		any = true;
		printf("%-*s  %s\n", width, tests->names.item[i], tests->descriptions.item[i]);
	}
	if (any)
		return NULL;
	return error_create(ERROR_USAGE, "no test matches '%s'",
			    o->globs.nr ? o->globs.item[0] : "*");
}

static struct error *list(int argc, char **argv, int *status)
{
	struct run_options options guarded(run_options) = { 0 };
	struct suite_tests tests guarded(suite_tests) = { 0 };
	struct error *err = run_options_parse(&options, argc, argv);

	(void)status;
	if (err)
		return err;
	if (options.help) {
		usage();
		return NULL;
	}
	err = collect(&options, &tests);
	return err ? err : print(&options, &tests);
}

COMMAND(list) = {
	.name = "list",
	.summary = "list the tests of one suite or all",
	.run = list,
};
