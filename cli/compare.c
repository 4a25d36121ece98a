// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "lib/results/compare.h"

/** struct options - strings are borrowed from argv */
struct options {
	const char *output;
	char **paths;
	bool json, strict;
};

static struct error *set_format(void *data, const char *name)
{
	struct options *o = data;

	o->json = !strcmp(name, "json");
	if (o->json || !strcmp(name, "human"))
		return NULL;
	return error_create(ERROR_USAGE, "compare: unknown format '%s' (known: human, json)", name);
}

static const struct option_spec specs[] = {
	OPTION("format", 'f', "FORMAT", "human (default) or json", .set = set_format),
	OPTION("output", 'o', "FILE", "write to FILE in place of the standard output",
	       OPTION_TEXT(struct options, output)),
	OPTION("strict", 0, NULL, "a known issue of the kernel counts as a failure",
	       OPTION_FLAG(struct options, strict)),
	OPTION_HELP,
	{ .name = NULL },
};

static struct error *parse(struct options *o, int argc, char **argv, bool *answered)
{
	const struct option_set set = {
		.program = "normalpage compare",
		.words = "[OPTION]... OLD NEW",
		.about = "Compare two results of 'normalpage run --output': verdicts, and what the\n"
			 "evidence says.",
		.end = "Exit status: 1 something did not fail and now does, 2 not all could be compared, else 0.",
		.table = { { specs, o } },
	};
	int first;
	struct error *err = command_parse(&set, argc, argv, answered, &first);

	o->paths = argv + first;
	if (!err && !*answered && argc - first != 2)
		err = error_create(ERROR_USAGE, "compare: name two result directories, the old and "
				   "the new one");
	return err;
}

static struct error *read_one(struct results_set *set, const char *path)
{
	struct error *err = results_read(set, path);

	if (!err && set->nr != 1)
		err = error_create(ERROR_USAGE, "compare: %s holds %zu results: name one of them",
				   path, set->nr);
	return err;
}

static struct error *compare_results(const struct options *o, int *status)
{
	struct comparison_result comparison guarded(comparison_result) = { 0 };
	struct results_set old guarded(results_set) = { 0 };
	struct results_set new guarded(results_set) = { 0 };
	struct document document guarded(document) = { 0 };
	struct error *err = read_one(&old, o->paths[0]);

	if (!err)
		err = read_one(&new, o->paths[1]);
	if (!err)
		err = document_open(&document, "--output", o->output);
	if (err)
		return err;
	results_compare(&comparison, old.results, new.results, o->strict);
	if (o->json)
		comparison_write_json(&comparison, document.out);
	else
		comparison_write_human(&comparison, document.out);
	*status = comparison_status(&comparison);
	return document_commit(&document);
}

static struct error *compare(int argc, char **argv, int *status)
{
	struct options options = { 0 };
	bool answered;
	struct error *err = parse(&options, argc, argv, &answered);

	return err || answered ? err : compare_results(&options, status);
}

COMMAND(compare) = {
	.name = "compare",
	.summary = "compare the results of two runs with each other",
	.run = compare,
};
