// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "cli/exit_style.h"
#include "lib/base/owned_string.h"
#include "lib/html/html.h"
#include "lib/issues/decide.h"
#include "lib/issues/issue_file.h"
#include "lib/kernel/release.h"
#include "lib/base/string_list.h"

/** struct options - strings are borrowed from argv */
struct options {
	const char *format, *output;
	bool strict, judge_again;
	char **paths;
	int nr_paths;
};

static struct error *set_exit_style(void *data, const char *value)
{
	(void)data;
	return exit_style_set(value);
}

static struct error *set_known_issues(void *data, const char *value)
{
	((struct options *)data)->judge_again = true;
	return known_issues_read(value);
}

static const struct option_spec specs[] = {
	OPTION("format", 'f', "FORMAT", "human (default), ktap, junit, json, lava or html",
	       OPTION_TEXT(struct options, format)),
	OPTION("output", 'o', "FILE", "write to FILE in place of the standard output",
	       OPTION_TEXT(struct options, output)),
	OPTION("strict", 0, NULL, "a known issue of the kernel counts as a failure",
	       OPTION_FLAG(struct options, strict)),
	OPTION("known-issues", 0, "FILE", "judge what failed again, with the known issues of FILE, too\n"
	       "(docs/known-issues.md)", .set = set_known_issues),
	OPTION("exit-style", 0, "S", "exit status as normalpage (default), kselftest (4: skipped) or\n"
	       "automake (77: skipped, 99: could not run) mean it", .set = set_exit_style),
	OPTION_HELP,
	{ .name = NULL },
};

static struct error *parse(struct options *o, int argc, char **argv, bool *answered)
{
	const struct option_set set = {
		.program = "normalpage report",
		.words = "[OPTION]... RESULT...",
		.about = "Make a document of what 'normalpage run --output' left.\n\n"
			 "RESULT is a result directory, or a directory of result directories.",
		.end = "Exit status: that of the verdicts: 0 all passed, 1 one failed, 2 not all could be run,\n"
		       "4 nothing was tested.",
		.table = { { specs, o } },
	};
	int first;
	struct error *err = command_parse(&set, argc, argv, answered, &first);

	o->paths = argv + first;
	o->nr_paths = argc - first;
	if (!err && !*answered && !o->nr_paths)
		err = error_create(ERROR_USAGE, "report: name a result directory (see 'normalpage "
				   "run --output')");
	return err;
}

static char *make_title(const struct results_set *set)
{
	guarded(free) char *run = run_info_title(&set->results[0].run);

	return set->nr == 1 ? string_format("normalpage: %s", run) :
			      string_format("normalpage: %zu results", set->nr);
}

static struct error *write_report(const struct results_set *set, const struct options *o, FILE *out,
				  int *status)
{
	guarded(free) char *title = make_title(set);
	struct report *report;
	struct error *err = report_open(&report, o->format, out);
	size_t total = 0;

	if (err)
		return err;
	for (size_t i = 0; i < set->nr; i++)
		total += set->results[i].nr_verdicts - set->results[i].nr_known;
	if (o->strict)
		report_set_strict(report);
	report_start(report, title, total);
	results_report(set, report);
	*status = report_end(report);
	return NULL;
}

/* the one format that needs all results at once */
static struct error *write_html(struct results_set *set, bool strict, FILE *out, int *status)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < set->nr; i++) {
		for (size_t j = 0; j < set->results[i].nr_verdicts; j++) {
			if (strict)
				verdict_judge_strictly(&set->results[i].verdicts[j]);
			tally_add(&tally, &set->results[i].verdicts[j]);
		}
	}
	results_write_html(set, out);
	*status = tally_exit_status(&tally);
	tally_clear(&tally);
	return NULL;
}

static void judge_again(struct results_set *set)
{
	for (size_t i = 0; i < set->nr; i++) {
		struct results *r = &set->results[i];
		struct features kernel;

		features_of_release(&kernel, r->run.kernel);
		for (size_t j = 0; j < r->nr_verdicts; j++)
			known_issues_judge_again(&r->verdicts[j], &kernel);
	}
	/* each issue's own verdict follows from them */
	results_set_merge(set);
}

static struct error *make_report(const struct options *o, int *status)
{
	struct results_set set guarded(results_set) = { 0 };
	struct document document guarded(document) = { 0 };
	struct error *err = NULL;

	for (int i = 0; !err && i < o->nr_paths; i++)
		err = results_read(&set, o->paths[i]);
	if (!err && o->judge_again)
		judge_again(&set);
	if (!err)
		err = document_open(&document, "--output", o->output);
	if (!err && !strcmp(o->format, "html"))
		err = write_html(&set, o->strict, document.out, status);
	else if (!err)
		err = write_report(&set, o, document.out, status);
	return err ? err : document_commit(&document);
}

static struct error *report(int argc, char **argv, int *status)
{
	struct options options = { .format = "human" };
	bool answered;
	struct error *err = parse(&options, argc, argv, &answered);

	return err || answered ? err : make_report(&options, status);
}

COMMAND(report) = {
	.name = "report",
	.summary = "make a document of the results of a run",
	.run = report,
};
