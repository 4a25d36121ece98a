// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/matrix_command.h"

#include <string.h>

#include "cli/command.h"
#include "cli/parse_run.h"
#include "provisioning/machine/run/matrix_run.h"
#include "cli/matrix_table.h"
#include "provisioning/machine/cache/scratch.h"
#include "lib/base/shell_word.h"
#include "lib/base/interrupt.h"

static struct error *collect(struct matrix *matrix, const struct run_options *o)
{
	guarded(free) char *shipped = NULL;
	struct error *err = NULL;

	if (o->matrix)
		return matrix_read(matrix, o->matrix);
	for (size_t i = 0; !err && i < o->kernels.nr; i++)
		err = matrix_add(matrix, o->kernels.item[i], NULL);
	if (err || o->kernels.nr)
		return err;
	err = matrix_shipped(&shipped);
	return err ? err : matrix_read(matrix, shipped);
}

static void print_jobs(const struct matrix_plan *plan)
{
	for (size_t i = 0; i < plan->matrix->nr; i++) {
		struct string_list argv guarded(strings) = { 0 };

		matrix_job_command(&argv, plan, &plan->matrix->entry[i]);
		fputs("normalpage", stdout);
		for (size_t w = 0; w < argv.nr; w++) {
			guarded(free) char *word = shell_word(argv.item[w]);

			printf(" %s", word);
		}
		putchar('\n');
	}
}

static struct error *run_and_report(const struct matrix_plan *plan, const struct run_options *o,
				    int *status)
{
	struct error *err = matrix_run(plan);

	if (err)
		return err;
	err = matrix_table_write(plan->matrix, plan->output, o->strict, stdout, status);
	if (!err && (o->output || o->keep))
		printf("\nThe results are in %s; 'normalpage report --format html --output FILE %s' "
		       "shows all of them.\n", plan->output, plan->output);
	return err;
}

struct error *matrix_command(const struct run_options *o, int *status)
{
	struct matrix matrix guarded(matrix) = { 0 };
	struct scratch scratch guarded(scratch) = { 0 };
	struct matrix_plan plan = { .matrix = &matrix, .output = o->output, .common = &o->common,
				    .jobs = o->jobs, .memory = o->memory, .resume = o->resume };
	struct error *err = NULL;

	if (o->resume && !o->output)
		err = error_create(ERROR_USAGE, "--resume: say with --output where the results are");
	if (!err && o->kernel_tree)
		err = error_create(ERROR_USAGE, "--kernel-tree %s: it is built for a run of its own: give "
				   "--kernel", o->kernel_tree);
	if (!err && o->modules)
		err = error_create(ERROR_USAGE, "--modules %s: of which of several kernels? name it in "
				   "--matrix FILE", o->modules);
	if (!err && strcmp(o->format, "human"))
		err = error_create(ERROR_USAGE, "--format %s: of several kernels 'normalpage report DIR' has "
				   "it, with the DIR of --output", o->format);
	/* the file may be a pipe, which a signal ends the wait for */
	if (!err)
		err = collect(&matrix, o);
	if (!err)
		err = interrupt_catch();
	if (!err && !o->output && !o->print_jobs)
		err = scratch_make(&scratch);
	if (err)
		return err;
	if (scratch.path)
		plan.output = scratch.path;
	if (o->keep)
		scratch_keep(&scratch);
	if (!plan.output)
		plan.output = "results";
	if (o->print_jobs)
		print_jobs(&plan);
	else
		err = run_and_report(&plan, o, status);
	if (err && scratch.kept)
		err = error_context(err, "what there is of results is in %s", plan.output);
	return err;
}

static struct error *matrix(int argc, char **argv, int *status)
{
	struct run_options options guarded(run_options) = { 0 };
	const struct option_set set = {
		.program = "normalpage matrix",
		.words = "[--matrix FILE] [OPTION]...",
		.about = "Run the test suites on a set of kernels, some of them side by side, and print a table.\n"
			 "Without FILE the set is one kernel of each series that Debian offers. A line of FILE is a\n"
			 "kernel as --kernel takes it, and options for it; debian:SUITE/* is each series.",
		.end = "Exit status: 0 all passed, 1 a verdict failed, 2 a kernel could not be run, 4 nothing to\n"
		       "test.",
		.taker = RUN_COMMAND_RUN,
	};
	bool answered;
	struct error *err = run_options_parse(&options, &set, argc, argv, &answered);

	return err || answered ? err : matrix_command(&options, status);
}

COMMAND(matrix) = {
	.name = "matrix",
	.summary = "run the test suites on a set of kernels",
	.run = matrix,
};
