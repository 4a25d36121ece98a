// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/jobs.h"

#include <fnmatch.h>
#include <string.h>

static bool is_chosen(const struct string_list *globs, const char *test, bool *used)
{
	bool chosen = !globs->nr;

	for (size_t i = 0; i < globs->nr; i++) {
		if (fnmatch(globs->item[i], test, 0))
			continue;
		chosen = true;
		used[i] = true;
	}
	return chosen;
}

static struct error *choose_tests(struct job *job, const struct run_options *o,
				  const char *program, bool *used)
{
	struct suite_tests all guarded(suite_tests) = { 0 };
	struct error *err = suite_list_tests(job->machine, program, &all);

	for (size_t i = 0; !err && i < all.names.nr; i++) {
		if (!is_chosen(&o->globs, all.names.item[i], used))
			continue;
		string_list_add(&job->tests.names, "%s", all.names.item[i]);
		string_list_add(&job->tests.descriptions, "%s", all.descriptions.item[i]);
	}
	return err;
}

/* the program's name in the guest, and its arguments */
static void plan_program(struct job *job, const char *path)
{
	string_list_add(&job->program, "%s", strrchr(path, '/') + 1);
	for (const char *const *a = job->machine->arguments; *a; a++)
		string_list_add(&job->program, "%s", *a);
	string_list_add(&job->program, "--format");
	string_list_add(&job->program, "json");
}

struct error *jobs_plan(struct jobs *jobs, const struct run_options *o,
			const struct guest_files *files)
{
	guarded(free) bool *used = calloc(o->globs.nr + 1, sizeof(*used));
	const struct suite_machine *machines = o->suite->machines;

	*jobs = (struct jobs){ .options = o, .files = files };
	while (machines[jobs->nr].name)
		jobs->nr++;
	jobs->job = calloc(jobs->nr, sizeof(*jobs->job));
	if (!jobs->job || !used)
		abort();
	for (size_t i = 0; i < jobs->nr; i++) {
		struct job *job = &jobs->job[i];
		struct error *err;

		*job = (struct job){ .machine = &machines[i], .jobs = jobs };
		plan_program(job, files->program);
		err = choose_tests(job, o, files->program, used);
		if (err)
			return err;
		jobs->planned += job->tests.names.nr;
	}
	for (size_t i = 0; i < o->globs.nr; i++)
		if (!used[i])
			return error_create(ERROR_USAGE,
					    "no test matches '%s' (see 'normalpage list')",
					    o->globs.item[i]);
	return NULL;
}

/* a machine that lacks something is skipped; what is wrong with this machine ends the run */
static bool is_reason_to_skip(const struct error *err)
{
	return err->kind == ERROR_UNTESTABLE || err->kind == ERROR_MISSING;
}

struct error *jobs_prepare(struct jobs *jobs)
{
	struct error *first = NULL;
	bool any = false;

	for (size_t i = 0; i < jobs->nr; i++) {
		struct job *job = &jobs->job[i];

		if (!job->tests.names.nr)
			continue;
		job->error = guest_files_initramfs(&job->initramfs, jobs->files, job->machine,
						   NULL);
		if (job->error && !is_reason_to_skip(job->error))
			return take(job->error);
		any |= !job->error;
		if (job->error && !first)
			first = job->error;
	}
	if (any || !first)
		return NULL;
	return error_create(first->kind, "%s", first->message);
}

static void on_record(void *data, struct json_object *record)
{
	struct job *job = data;

	output_dir_record(job->jobs->output, record);
}

static void on_verdict(void *data, const struct verdict *v)
{
	struct job *job = data;

	report_verdict(job->jobs->report, v);
}

static void on_note(void *data, const char *text)
{
	struct job *job = data;

	if (string_list_has(&job->jobs->noted, text))
		return;
	string_list_add(&job->jobs->noted, "%s", text);
	report_note(job->jobs->report, "%s", text);
}

static void start_next(struct jobs *jobs);

static void on_finished(void *data, struct error *err)
{
	struct job *job = data;

	job->error = err;
	testrun_destroy(take(job->run));
	start_next(job->jobs);
}

static void skip(struct job *job)
{
	for (size_t i = 0; i < job->tests.names.nr; i++) {
		struct verdict v = {
			.test = job->tests.names.item[i],
			.description = job->tests.descriptions.item[i],
			.outcome = OUTCOME_SKIP,
			.reason = job->error->message,
		};

		report_verdict(job->jobs->report, &v);
	}
	/* the verdicts say it */
	error_destroy(take(job->error));
}

static struct error *start(struct job *job)
{
	static const struct testrun_handler handler = { on_record, on_verdict, on_note,
							on_finished };
	const struct run_options *o = job->jobs->options;
	const struct testrun_config config = {
		.machine = {
			.name = job->machine->name,
			.qemu = job->jobs->files->qemu,
			.boot = &job->jobs->files->boot,
			.initramfs = job->initramfs,
			.memory = o->memory,
			.nvdimms = job->machine->nvdimms,
			.accel = o->accel,
			.command_line = job->machine->command_line,
			.boot_timeout = o->timeout,
			.silence_timeout = o->timeout,
		},
		.program = job->program,
		.tests = &job->tests.names,
		.output = job->jobs->output->path,
	};

	return testrun_start(&job->run, job->jobs->loop, &config, &handler, job);
}

static void start_next(struct jobs *jobs)
{
	while (jobs->next < jobs->nr) {
		struct job *job = &jobs->job[jobs->next++];

		if (!job->tests.names.nr)
			continue;
		if (job->error) {
			skip(job);
			continue;
		}
		job->error = start(job);
		if (!job->error)
			return;
	}
}

struct error *jobs_run(struct jobs *jobs, struct report *report, struct output_dir *output)
{
	struct loop *loop guarded(loop) = loop_create();
	struct error *err;

	jobs->loop = loop;
	jobs->report = report;
	jobs->output = output;
	for (unsigned int i = 0; i < jobs->options->jobs; i++)
		start_next(jobs);
	err = loop_run(loop);
	/* machines that still run end here, before the loop does */
	for (size_t i = 0; i < jobs->nr; i++) {
		testrun_destroy(take(jobs->job[i].run));
		if (!err)
			err = take(jobs->job[i].error);
	}
	return err;
}

void jobs_clear(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->nr; i++) {
		struct job *job = &jobs->job[i];

		testrun_destroy(job->run);
		suite_tests_clear(&job->tests);
		string_list_clear(&job->program);
		error_destroy(job->error);
		free(job->initramfs);
	}
	free(jobs->job);
	string_list_clear(&jobs->noted);
}
