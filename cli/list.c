// SPDX-License-Identifier: GPL-2.0-or-later
#include <fnmatch.h>
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "cli/issues_list.h"
#include "provisioning/machine/run/mutants.h"
#include "cli/parse_run.h"
#include "lib/results/coverage.h"

static void usage(void)
{
	puts("Usage: normalpage list [--suite SUITE] [--test GLOB]\n"
	     "       normalpage list --mutants\n"
	     "       normalpage list --issues [--known-issues FILE] [--output FILE]\n"
	     "List the tests: their names and what they show.\n\n"
	     "  -s, --suite SUITE   dax, mm or xen (default: all)\n"
	     "  -t, --test GLOB     only tests whose name matches\n"
	     "      --coverage RESULT  in place of the list, what a result of 'normalpage run' shows of the\n"
	     "                      patches of the series and of the callers of vm_normal_page*()\n"
	     "                      (more than once: all of them; docs/coverage.md)\n"
	     "  -o, --output FILE   write that to FILE\n"
	     "      --issues        what kernels are known to do wrong; with --output as a table\n"
	     "      --known-issues FILE  with those of FILE (docs/known-issues.md)\n"
	     "      --mutants       the ways in which 'run --mutant' makes a kernel wrong\n"
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

/* a caller that should have been seen and was not is a hole in the suites */
static struct error *write_coverage(const struct run_options *o, int *status)
{
	struct results_set set guarded(results_set) = { 0 };
	struct document document guarded(document) = { 0 };
	struct error *err = NULL;
	size_t missing;

	for (size_t i = 0; !err && i < o->coverage.nr; i++)
		err = results_read(&set, o->coverage.item[i]);
	if (!err)
		err = document_open(&document, o->output);
	if (err)
		return err;
	missing = coverage_write(&set, document.out);
	*status = missing ? 1 : 0;
	if (missing)
		fprintf(stderr, "normalpage: %zu callers of vm_normal_page*() were not seen\n", missing);
	return document_commit(&document);
}

static struct error *list_issues(const struct run_options *o)
{
	struct document document guarded(document) = { 0 };
	struct error *err;

	if (!o->output) {
		issues_list(stdout);
		return NULL;
	}
	err = document_open(&document, o->output);
	if (err)
		return err;
	issues_write_table(document.out);
	return document_commit(&document);
}

static struct error *list(int argc, char **argv, int *status)
{
	struct run_options options guarded(run_options) = { 0 };
	struct suite_tests tests guarded(suite_tests) = { 0 };
	struct error *err = run_options_parse(&options, RUN_COMMAND_LIST, argc, argv);

	(void)status;
	if (argc == 2 && !strcmp(argv[1], "--mutants")) {
		error_destroy(err);
		return mutants_list();
	}
	if (err)
		return err;
	if (options.help) {
		usage();
		return NULL;
	}
	if (options.issues)
		return list_issues(&options);
	if (options.output && !options.coverage.nr)
		return error_create(ERROR_USAGE, "--output goes with --coverage or --issues");
	if (options.coverage.nr)
		return write_coverage(&options, status);
	err = collect(&options, &tests);
	return err ? err : print(&options, &tests);
}

COMMAND(list) = {
	.name = "list",
	.summary = "list the tests of one suite or all",
	.run = list,
};
