// SPDX-License-Identifier: GPL-2.0-or-later
#include <fnmatch.h>
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "cli/issues_list.h"
#include "provisioning/machine/run/mutants.h"
#include "lib/issues/issue_file.h"
#include "lib/results/coverage.h"
#include "provisioning/machine/run/suite.h"

/** struct words - the command's options; strings are borrowed from argv, lists are owned */
struct words {
	const struct suite *suite;
	struct string_list globs, coverage;
	const char *output;
	bool issues, mutants;
};

static void words_clear(struct words *words)
{
	string_list_clear(&words->globs);
	string_list_clear(&words->coverage);
}

DEFINE_CLEANUP(words, struct words, words_clear(&VALUE))

static struct error *set_suite(void *data, const char *value)
{
	return suite_find(&((struct words *)data)->suite, value);
}

static struct error *set_test(void *data, const char *value)
{
	string_list_add(&((struct words *)data)->globs, "%s", value);
	return NULL;
}

static struct error *set_coverage(void *data, const char *value)
{
	string_list_add(&((struct words *)data)->coverage, "%s", value);
	return NULL;
}

static struct error *set_known_issues(void *data, const char *value)
{
	(void)data;
	return known_issues_read(value);
}

static const struct option_spec specs[] = {
	OPTION("suite", 's', "SUITE", "dax, mm or xen (default: all)", .set = set_suite),
	OPTION("test", 't', "GLOB", "only tests whose name matches", .set = set_test),
	OPTION("coverage", 0, "RESULT", "in place of the list, what a result of 'normalpage run' shows of the\n"
	       "patches of the series and of the callers of vm_normal_page*()\n"
	       "(more than once: all of them; docs/coverage.md)", .set = set_coverage),
	OPTION("issues", 0, NULL, "what kernels are known to do wrong; with --output as a table",
	       OPTION_FLAG(struct words, issues)),
	OPTION("known-issues", 0, "FILE", "with those of FILE (docs/known-issues.md)", .set = set_known_issues),
	OPTION("output", 'o', "FILE", "write --coverage or --issues to FILE", OPTION_TEXT(struct words, output)),
	OPTION("mutants", 0, NULL, "the ways in which 'run --mutant' makes a kernel wrong",
	       OPTION_FLAG(struct words, mutants)),
	OPTION_HELP,
	{ .name = NULL },
};

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

static struct error *collect(const struct words *o, struct suite_tests *tests)
{
	struct error *err = NULL;

	if (o->suite)
		return collect_suite(o->suite, tests);
	for (const struct suite *s = suite_next(NULL); !err && s; s = suite_next(s))
		err = collect_suite(s, tests);
	return err;
}

static struct error *print(const struct words *o, const struct suite_tests *tests)
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
static struct error *write_coverage(const struct words *o, int *status)
{
	struct results_set set guarded(results_set) = { 0 };
	struct document document guarded(document) = { 0 };
	struct error *err = NULL;
	size_t missing;

	for (size_t i = 0; !err && i < o->coverage.nr; i++)
		err = results_read(&set, o->coverage.item[i]);
	if (!err)
		err = document_open(&document, "--output", o->output);
	if (err)
		return err;
	missing = coverage_write(&set, document.out);
	*status = missing ? 1 : 0;
	if (missing)
		fprintf(stderr, "normalpage: %zu callers of vm_normal_page*() were not seen\n", missing);
	return document_commit(&document);
}

static struct error *list_issues(const struct words *o)
{
	struct document document guarded(document) = { 0 };
	struct error *err;

	if (!o->output) {
		issues_list(stdout);
		return NULL;
	}
	err = document_open(&document, "--output", o->output);
	if (err)
		return err;
	issues_write_table(document.out);
	return document_commit(&document);
}

static struct error *list_tests(const struct words *o)
{
	struct suite_tests tests guarded(suite_tests) = { 0 };
	struct error *err = collect(o, &tests);

	return err ? err : print(o, &tests);
}

/* what would have no effect is not passed over in silence */
static struct error *check_together(const struct words *o, int argc)
{
	if (o->mutants && argc > 2)
		return error_create(ERROR_USAGE, "--mutants goes alone: leave the other words out");
	if (o->issues && o->coverage.nr)
		return error_create(ERROR_USAGE, "give --coverage or --issues, not both");
	if (o->output && !o->issues && !o->coverage.nr)
		return error_create(ERROR_USAGE, "--output goes with --coverage or --issues");
	return NULL;
}

static struct error *list(int argc, char **argv, int *status)
{
	struct words words guarded(words) = { 0 };
	const struct option_set set = {
		.program = "normalpage list",
		.words = "[OPTION]...",
		.about = "List the tests: their names and what they show; or what else there is to know.",
		.table = { { specs, &words } },
	};
	bool answered;
	struct error *err = command_parse(&set, argc, argv, &answered, NULL);

	if (!err && !answered)
		err = check_together(&words, argc);
	if (err || answered)
		return err;
	if (words.mutants)
		return mutants_list();
	if (words.issues)
		return list_issues(&words);
	if (words.coverage.nr)
		return write_coverage(&words, status);
	return list_tests(&words);
}

COMMAND(list) = {
	.name = "list",
	.summary = "list the tests of one suite or all",
	.run = list,
};
