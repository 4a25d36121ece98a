// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <time.h>

#include "cli/command.h"
#include "cli/document.h"
#include "cli/parse_run.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/html/html.h"
#include "lib/results/timeline.h"
#include "lib/verdict/exit_status.h"
#include "provisioning/machine/run/jobs.h"
#include "cli/matrix_command.h"
#include "lib/base/interrupt.h"
#include "provisioning/machine/kernel/kernel_build.h"

/* "normalpage dax, xen: Linux 7.2.12 (Debian 7.2.12-1), Xen (Debian 4.17.5-1)" */
static char *make_title(const struct guest_files *files, const struct run_info *info)
{
	guarded(free) char *suites = string_copy("");
	guarded(free) char *run = run_info_title(info);

	for (size_t i = 0; i < files->nr_suites; i++)
		string_append(&suites, ", ", files->suite[i].suite->name);
	return string_format("normalpage %s: %s", suites, run);
}

static char *utc_now(void)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];

	strftime(text, sizeof(text), "%FT%TZ", gmtime_r(&now, &tm));
	return string_copy(text);
}

static void describe(struct run_info *info, const struct jobs *jobs, const struct run_options *o)
{
	const struct guest_files *files = jobs->files;

	*info = (struct run_info){
		.kernel = string_copy(files->kernel.release),
		.origin = string_copy(files->kernel.origin),
		.xen = string_copy(files->xen.origin),
		.accel = string_copy(accel_name(o->accel)),
		.started = utc_now(),
	};

	for (size_t i = 0; i < files->nr_suites; i++)
		text_list_add(&info->suites, files->suite[i].suite->name);
	for (size_t i = 0; i < o->mutants.nr; i++)
		text_list_add(&info->mutants, o->mutants.item[i]);
	for (size_t i = 0; i < o->command.nr; i++)
		text_list_add(&info->command, o->command.item[i]);
	for (size_t i = 0; i < jobs->nr; i++)
		for (size_t j = 0; j < jobs->job[i].tests.names.nr; j++)
			text_list_add(&info->planned, jobs->job[i].tests.names.item[j]);
}

/* the records are all there by now */
static struct error *write_profile(struct document *document, const struct output_dir *output)
{
	struct timeline timeline guarded(timeline) = { 0 };
	struct error *err = timeline_read(&timeline, output->path);

	if (err)
		return err;
	html_timeline(document->out, &timeline);
	return document_commit(document);
}

static struct error *report_jobs(struct jobs *jobs, const struct run_options *o,
				 struct output_dir *output, int *status)
{
	struct run_info info guarded(run_info) = { 0 };
	guarded(free) char *title = NULL;
	struct report *report;
	struct error *err = report_open(&report, o->format, stdout);

	if (err)
		return err;
	describe(&info, jobs, o);
	title = make_title(jobs->files, &info);
	if (o->strict)
		report_set_strict(report);
	report_set_records(report, output->records);
	output_dir_start(output, &info);
	report_start(report, title, jobs->planned);
	for (size_t i = 0; i < jobs->files->left_out.nr; i++)
		report_note(report, "%s", jobs->files->left_out.item[i]);
	err = jobs_run(jobs, report, output);
	report_set_records(report, NULL);
	output_dir_finish(output, err);
	if (!err)
		err = output_dir_check(output);
	if (o->keep || o->output)
		report_note(report, "records and logs are in %s", output->path);
	*status = report_end(report);
	return err;
}

static struct error *check_format(const char *format)
{
	struct report *report;
	guarded(file) FILE *nowhere = fopen("/dev/null", "we");
	struct error *err = nowhere ? report_open(&report, format, nowhere) : error_errno(errno, "/dev/null");

	if (!err)
		report_end(report);
	return err;
}

static struct error *run_suites(struct run_options *o, int *status)
{
	struct guest_files files guarded(guest_files) = { 0 };
	struct output_dir output guarded(output_dir) = { 0 };
	struct jobs jobs guarded(jobs) = { 0 };
	struct document profile guarded(document) = { 0 };
	struct error *err = interrupt_catch();

	if (!err)
		err = check_format(o->format);
	if (!err && o->kernel_tree)
		err = kernel_build(o->kernel_tree, o->jobs, NULL);
	if (!err)
		err = output_dir_open(&output, o->output);
	if (!err && o->profile)
		err = document_open(&profile, "--profile", o->profile);
	if (!err)
		err = guest_files_find(&files, o);
	if (!err)
		err = jobs_plan(&jobs, o, &files);
	if (!err)
		err = jobs_prepare(&jobs);
	if (err)
		return err;
	if (o->keep)
		output_dir_keep(&output);
	err = report_jobs(&jobs, o, &output, status);
	if (!err && o->profile)
		err = write_profile(&profile, &output);
	return err;
}

static struct error *run(int argc, char **argv, int *status)
{
	struct run_options options guarded(run_options) = { 0 };
	const struct option_set set = {
		.program = "normalpage run",
		.words = "[OPTION]... [FILE.deb]...",
		.about = "Boot a kernel in virtual machines, run the test suites in them, and print the verdicts.",
		.end = EXIT_STATUS_HELP,
		.taker = RUN_COMMAND_RUN,
	};
	bool answered;
	struct error *err = run_options_parse(&options, &set, argc, argv, &answered);

	if (err || answered)
		return err;
	if (options.matrix || options.kernels.nr > 1 || options.print_jobs)
		return matrix_command(&options, status);
	return run_suites(&options, status);
}

COMMAND(run) = {
	.name = "run",
	.summary = "run a test suite on a kernel, in a virtual machine",
	.run = run,
};
