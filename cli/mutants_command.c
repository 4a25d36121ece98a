// SPDX-License-Identifier: GPL-2.0-or-later
/* 'normalpage mutants': a run for each mutant, in a process of its own, and what they showed. */
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/run/mutants.h"
#include "cli/mutants_report.h"
#include "provisioning/machine/run/output_dir.h"
#include "provisioning/machine/cache/scratch.h"
#include "lib/base/text.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/command.h"
#include "provisioning/machine/vm/qemu.h"
#include "lib/base/interrupt.h"

/** struct options - strings are borrowed from argv; @wanted: names, all if there are none */
struct options {
	const char *kernel, *accel, *output, *results;
	bool resume;
	char **wanted;
	int nr_wanted;
};

static const struct option_spec specs[] = {
	OPTION("kernel", 'k', "SPEC", "the kernel, as 'normalpage run' takes it", OPTION_TEXT(struct options, kernel)),
	OPTION("accel", 0, "ACCEL", "auto (default), kvm or tcg", OPTION_TEXT(struct options, accel)),
	OPTION("output", 'o', "FILE", "write to FILE in place of the standard output",
	       OPTION_TEXT(struct options, output)),
	OPTION("results", 0, "DIR", "keep the results of each run in DIR", OPTION_TEXT(struct options, results)),
	OPTION("resume", 0, NULL, "take what is in DIR already, and run only the rest",
	       OPTION_FLAG(struct options, resume)),
	OPTION_HELP,
	{ .name = NULL },
};

static struct error *parse(struct options *o, int argc, char **argv, bool *answered)
{
	const struct option_set set = {
		.program = "normalpage mutants",
		.words = "[OPTION]... [NAME]...",
		.about = "Make a kernel wrong in each known way, one after the other, run the tests that have to\n"
			 "notice, and write who did. 'normalpage list --mutants' names the ways.",
		.end = "Exit status: 0 all were caught and nobody complained of a kernel that is right, 1 not so,\n"
		       "2 not all could be run.",
		.table = { { specs, o } },
	};
	int first;
	struct error *err = command_parse(&set, argc, argv, answered, &first);

	if (err || *answered)
		return err;
	o->wanted = argv + first;
	o->nr_wanted = argc - first;
	if (o->resume && !o->results)
		return error_create(ERROR_USAGE, "--resume needs --results DIR");
	if (accel_from_name(o->accel) < 0)
		return error_create(ERROR_USAGE, "unknown accelerator '%s' (auto, kvm or tcg)", o->accel);
	return NULL;
}

static void make_command(struct string_list *argv, const struct options *o, const struct mutant *m,
			 const char *directory)
{
	string_list_split(argv, "/proc/self/exe run --format=json", " ");
	string_list_add(argv, "--accel=%s", o->accel);
	string_list_add(argv, "--output=%s", directory);
	if (m->kernel)
		string_list_add(argv, "--strict");
	else
		string_list_add(argv, "--mutant=%s", m->name);
	if (m->kernel || o->kernel)
		string_list_add(argv, "--kernel=%s", m->kernel ? m->kernel : o->kernel);
	if (m->suite)
		string_list_add(argv, "--suite=%s", m->suite);
	for (size_t i = 0; i < m->tests.nr; i++)
		string_list_add(argv, "--test=%s", m->tests.item[i]);
}

static struct error *boot(const struct options *o, const struct mutant *m, const char *directory)
{
	struct command_output output guarded(command_output) = { 0 };
	struct string_list argv guarded(strings) = { 0 };
	struct error *err;

	make_command(&argv, o, m, directory);
	err = command_run(NULL, argv.item, &output);
	if (err || output.status < 2)
		return err;
	return error_create(ERROR_SYSTEM, "%s", *output.err ? command_last_line(output.err) :
			    "it ended without a verdict");
}

static struct error *read_run(struct mutant_run *run, const char *directory)
{
	struct results_set set guarded(results_set) = { 0 };
	struct error *err = results_read(&set, directory);

	if (err)
		return err;
	/* the kernel, whatever was done to it */
	string_list_clear(&set.results[0].run.mutants);
	run->ran = run_info_title(&set.results[0].run);
	witnesses_of(&run->witnesses, &set.results[0], run->mutant->kernel);
	return NULL;
}

/* what cannot be run is a line of the report; only a signal ends all */
static struct error *run_one(struct mutant_run *run, const struct options *o, const char *results)
{
	guarded(free) char *directory = string_format("%s/%s", results, run->mutant->name);
	guarded(error) struct error *failed = NULL;
	guarded(free) char *says = NULL;

	if (!o->resume || !output_dir_is_complete(directory)) {
		failed = output_dir_check_old(directory);
		if (failed)
			return take(failed);
		cache_discard(directory);
		failed = boot(o, run->mutant, directory);
	}
	if (failed && failed->kind == ERROR_INTERRUPTED)
		return take(failed);
	/* status 2 with verdicts: a machine that died is evidence */
	if (!access(directory, F_OK)) {
		error_destroy(take(failed));
		failed = read_run(run, directory);
	}
	if (failed)
		run->failure = string_copy(failed->message);
	says = mutant_run_says(run);
	text_put_line(stderr, "normalpage: mutant %s: %s", run->mutant->name, says);
	return NULL;
}

static struct error *choose(struct mutant_run *runs, size_t *nr, const struct mutants *mutants,
			    const struct options *o)
{
	struct error *err = NULL;

	*nr = 0;
	for (size_t i = 0; !o->nr_wanted && i < mutants->nr; i++)
		runs[(*nr)++].mutant = &mutants->mutant[i];
	for (int i = 0; !err && i < o->nr_wanted; i++)
		err = mutants_find(mutants, o->wanted[i], &runs[(*nr)++].mutant);
	return err;
}

static int exit_status(const struct mutant_run *runs, size_t nr)
{
	int status = 0;

	for (size_t i = 0; i < nr; i++) {
		enum fate fate = mutant_fate(&runs[i]);

		if (fate == FATE_UNRUN)
			return 2;
		if (fate != FATE_CAUGHT && !(fate == FATE_ONE && runs[i].mutant->alone))
			status = 1;
	}
	return status;
}

static struct error *run_all(struct mutant_run *runs, size_t nr, const struct options *o,
			     int *status)
{
	struct document document guarded(document) = { 0 };
	struct scratch scratch guarded(scratch) = { 0 };
	struct error *err = o->results ? directory_make_own(o->results) : scratch_make(&scratch);

	if (!err)
		err = document_open(&document, "--output", o->output);
	for (size_t i = 0; !err && i < nr; i++)
		err = run_one(&runs[i], o, o->results ? o->results : scratch.path);
	if (err)
		return err;
	mutants_report(document.out, runs, nr);
	*status = exit_status(runs, nr);
	return document_commit(&document);
}

static void clear_runs(struct mutant_run *runs, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		witnesses_clear(&runs[i].witnesses);
		free(runs[i].ran);
		free(runs[i].failure);
	}
	free(runs);
}

static struct error *mutants(int argc, char **argv, int *status)
{
	struct mutants all guarded(mutants) = { 0 };
	struct mutant_run *runs;
	struct options o = { .accel = "auto" };
	size_t nr = 0;
	bool answered;
	struct error *err = parse(&o, argc, argv, &answered);

	if (err || answered)
		return err;
	err = interrupt_catch();
	if (!err)
		err = mutants_all(&all);
	if (err)
		return err;
	runs = calloc(all.nr + (size_t)o.nr_wanted + 1, sizeof(*runs));
	if (!runs)
		abort();
	err = choose(runs, &nr, &all, &o);
	if (!err)
		err = run_all(runs, nr, &o, status);
	clear_runs(runs, nr);
	return err;
}

COMMAND(mutants) = {
	.name = "mutants",
	.summary = "make kernels wrong on purpose and see whether the tests notice",
	.run = mutants,
};
