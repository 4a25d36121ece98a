// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/command.h"
#include "cli/jobs.h"
#include "provisioning/machine/interrupt.h"

static void usage(void)
{
	puts("Usage: normalpage run [OPTION]... [FILE.deb]...\n"
	     "Boot a kernel in a virtual machine, run a test suite in it, and print the verdicts.\n");
	run_options_usage(stdout);
	puts("\nExit status: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing to test.");
}

static struct error *report_jobs(struct jobs *jobs, const struct run_options *o,
				 struct output_dir *output, int *status)
{
	const struct kernel_image *kernel = &jobs->files->kernel;
	guarded(free) char *title = string_format("normalpage %s: Linux %s (%s)", o->suite->name,
						  kernel->release, kernel->origin);
	struct report *report;
	struct error *err = report_open(&report, o->format, stdout);

	if (err)
		return err;
	report_start(report, title, jobs->planned);
	err = jobs_run(jobs, report, output);
	if (o->keep || o->output)
		report_note(report, "records and logs are in %s", output->path);
	*status = report_end(report);
	return err;
}

static struct error *check_format(const char *format)
{
	struct report *report;
	guarded(file) FILE *nowhere = fopen("/dev/null", "we");
	struct error *err = report_open(&report, format, nowhere);

	if (!err)
		report_end(report);
	return err;
}

static struct error *run_suite(struct run_options *o, int *status)
{
	struct guest_files files guarded(guest_files) = { 0 };
	struct output_dir output guarded(output_dir) = { 0 };
	struct jobs jobs guarded(jobs) = { 0 };
	struct error *err = interrupt_catch();

	if (!err)
		err = check_format(o->format);
	if (!err)
		err = output_dir_open(&output, o->output);
	if (!err)
		err = guest_files_find(&files, o);
	if (!err)
		err = jobs_plan(&jobs, o, &files);
	if (!err)
		err = jobs_prepare(&jobs);
	if (err)
		return err;
	if (o->keep)
		output.temporary = false;
	return report_jobs(&jobs, o, &output, status);
}

static struct error *run(int argc, char **argv, int *status)
{
	struct run_options options guarded(run_options) = { 0 };
	struct error *err = run_options_parse(&options, argc, argv);

	if (err)
		return err;
	if (options.help) {
		usage();
		return NULL;
	}
	return run_suite(&options, status);
}

COMMAND(run) = {
	.name = "run",
	.summary = "run a test suite on a kernel, in a virtual machine",
	.run = run,
};
