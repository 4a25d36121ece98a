// SPDX-License-Identifier: GPL-2.0-or-later
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "lib/results/compare.h"

enum { OPT_STRICT = 256 };

/** struct options - strings are borrowed from argv */
struct options {
	const char *output;
	char **paths;
	bool json, strict, help;
};

static void usage(void)
{
	puts("Usage: normalpage compare [OPTION]... OLD NEW\n"
	     "Hold two results of 'normalpage run --output' against each other: verdicts, and what the\n"
	     "evidence says.\n\n"
	     "  -f, --format FORMAT   human (default) or json\n"
	     "  -o, --output FILE     write to FILE in place of the standard output\n"
	     "      --strict          a known issue of the kernel counts as a failure\n"
	     "  -h, --help            show this\n\n"
	     "Exit status: 1 something did not fail and now does, 2 not all could be compared, else 0.");
}

static struct error *set_format(struct options *o, const char *name)
{
	o->json = !strcmp(name, "json");
	if (o->json || !strcmp(name, "human"))
		return NULL;
	return error_create(ERROR_USAGE, "compare: unknown format '%s' (known: human, json)", name);
}

static struct error *parse(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "output", required_argument, NULL, 'o' },
		{ "strict", no_argument, NULL, OPT_STRICT },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct error *err = NULL;
	int c;

	*o = (struct options){ 0 };
	while (!err && !o->help && (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1) {
		if (c == 'f')
			err = set_format(o, optarg);
		else if (c == 'o')
			o->output = optarg;
		else if (c == OPT_STRICT)
			o->strict = true;
		else if (c == 'h')
			o->help = true;
		else
			err = command_bad_option(c, argv);
	}
	o->paths = argv + optind;
	if (!err && !o->help && argc - optind != 2)
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
		err = document_open(&document, o->output);
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
	struct options options;
	struct error *err = parse(&options, argc, argv);

	if (err)
		return err;
	if (options.help) {
		usage();
		return NULL;
	}
	return compare_results(&options, status);
}

COMMAND(compare) = {
	.name = "compare",
	.summary = "hold the results of two runs against each other",
	.run = compare,
};
