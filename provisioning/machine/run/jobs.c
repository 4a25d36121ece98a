// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/jobs.h"

#include <fnmatch.h>
#include <string.h>

#include "lib/base/array.h"
#include "provisioning/machine/run/choice.h"
#include "lib/kernel/release.h"
#include "lib/issues/decide.h"
#include "provisioning/machine/run/test_prefix.h"

static bool wants(const struct job *job, const char *test, bool *used)
{
	const struct suite_machine *machine = job->machine;
	const struct string_list *globs = &job->jobs->options->globs;
	const char *plain = test_prefix_skip(test, machine->prefix);

	if (!suite_machine_takes(machine, test))
		return false;
	if (!globs->nr && machine->by_default && fnmatch(machine->by_default, plain, FNM_EXTMATCH))
		return false;
	return choice_has(globs, test, machine->prefix, used);
}

static struct error *choose_tests(struct job *job, const struct suite *suite,
				  const struct run_options *o, bool *used)
{
	struct suite_tests all guarded(suite_tests) = { 0 };
	struct error *err = suite_list_tests(suite, job->machine, job->path, &all);
	const char *prefix = job->machine->prefix;

	for (size_t i = 0; !err && i < all.names.nr; i++) {
		const char *test = all.names.item[i];

		if (job->lists_in_guest) {
			const char *name = test_prefix_skip(test, prefix);

			job->needed |= choice_may_have(&o->globs, name, prefix, used);
		} else if (wants(job, test, used)) {
			job->needed = true;
			choice_has(&o->globs, test, prefix, job->jobs->used_globs);
			string_list_add(&job->tests.names, "%s", test);
			string_list_add(&job->tests.descriptions, "%s", all.descriptions.item[i]);
		}
	}
	return err;
}

/* the program's name in the guest, and its arguments */
static void plan_program(struct job *job, const char *path)
{
	string_list_add(&job->program, "%s", strrchr(path, '/') + 1);
	for (const char *const *a = job->machine->arguments; *a; a++)
		string_list_add(&job->program, "%s", *a);
	if (job->jobs->options->known_issues) {
		string_list_add(&job->program, "--known-issues");
		string_list_add(&job->program, "/" GUEST_KNOWN_ISSUES);
	}
	if (job->jobs->options->profile)
		string_list_add(&job->program, "--profile");
	string_list_add(&job->program, "--format");
	string_list_add(&job->program, "json");
}

static struct error *plan_job(struct jobs *jobs, const struct suite_machine *machine,
			      const struct guest_suite *suite)
{
	struct error *err;
	struct job *job;

	jobs->job = array_grow(jobs->job, jobs->nr, sizeof(*jobs->job));
	job = &jobs->job[jobs->nr++];
	*job = (struct job){ .machine = machine, .path = suite->program, .jobs = jobs,
			     .lists_in_guest = suite->suite->lists_in_guest };
	if (machine->xen) {
		job->xen = *machine->xen;
		job->xen.hypervisor = jobs->files->xen.path;
	}
	plan_program(job, suite->program);
	err = choose_tests(job, suite->suite, jobs->options, jobs->planned_globs);
	jobs->planned += job->tests.names.nr;
	jobs->unknown |= job->needed && job->lists_in_guest;
	return err;
}

static struct error *check_globs(const struct jobs *jobs, const bool *used)
{
	const struct string_list *globs = &jobs->options->globs;

	for (size_t i = 0; i < globs->nr; i++)
		if (!used[i])
			return error_create(ERROR_USAGE,
					    "no test matches '%s' (see 'normalpage list')",
					    globs->item[i]);
	return NULL;
}

static bool takes_machine(const struct run_options *o, const struct suite_machine *machine)
{
	bool taken = !o->machines.nr;

	for (size_t i = 0; i < o->machines.nr; i++)
		taken |= !fnmatch(o->machines.item[i], machine->name, FNM_EXTMATCH);
	return taken;
}

struct error *jobs_plan(struct jobs *jobs, const struct run_options *o,
			const struct guest_files *files)
{
	struct error *err = NULL;

	*jobs = (struct jobs){ .options = o, .files = files };
	jobs->planned_globs = calloc(o->globs.nr + 1, sizeof(bool));
	jobs->used_globs = calloc(o->globs.nr + 1, sizeof(bool));
	if (!jobs->planned_globs || !jobs->used_globs)
		abort();
	for (size_t i = 0; i < files->nr_suites; i++) {
		const struct guest_suite *s = &files->suite[i];

		for (const struct suite_machine *m = s->suite->machines; !err && m->name; m++)
			if (takes_machine(o, m))
				err = plan_job(jobs, m, s);
	}
	if (!err && !jobs->nr)
		err = error_create(ERROR_USAGE, "no machine matches '%s'", o->machines.item[0]);
	if (!err)
		err = check_globs(jobs, jobs->planned_globs);
	if (jobs->unknown)
		jobs->planned = 0;
	return err;
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

		if (!job->needed)
			continue;
		job->error = guest_files_initramfs(&job->initramfs, jobs->files, job->path,
						   job->machine, NULL);
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

static bool on_wanted(void *data, const char *test)
{
	const struct job *job = data;

	return wants(job, test, job->jobs->used_globs);
}

static void on_record(void *data, struct json_object *record)
{
	struct job *job = data;

	output_dir_record(job->jobs->output, record, job->machine->name);
}

/* what its console says may be known of this kernel */
static void on_death(void *data, struct verdict *v)
{
	const struct job *job = data;
	struct features kernel = { 0 };

	if (v->outcome != OUTCOME_ABORT && v->outcome != OUTCOME_TIMEOUT)
		return;
	features_of_release(&kernel, job->jobs->files->kernel.release);
	known_issues_judge_again(v, &kernel);
}

static void on_verdict(void *data, const struct verdict *v)
{
	struct job *job = data;

	job->judged = true;
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

/* a machine that could not even say which tests it has gets a verdict itself */
static void report_machine(struct job *job, const struct error *err)
{
	const struct verdict v = {
		.test = (char *)job->machine->name,
		.description = (char *)"the tests of this machine",
		.outcome = is_reason_to_skip(err) ? OUTCOME_SKIP : OUTCOME_ERROR,
		.reason = err->message,
	};

	report_verdict(job->jobs->report, &v);
	job->jobs->unlisted = true;
}

static void start_next(struct jobs *jobs);

static void on_finished(void *data, struct error *err)
{
	struct job *job = data;

	job->error = err;
	if (err && !job->judged && job->lists_in_guest)
		report_machine(job, err);
	if (err && is_reason_to_skip(err))
		error_destroy(take(job->error));
	testrun_destroy(take(job->run));
	start_next(job->jobs);
}

/* the tests are said one by one if they are known, else the machine stands for them */
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
	if (job->lists_in_guest)
		report_machine(job, job->error);
	/* the verdicts say it */
	error_destroy(take(job->error));
}

static struct error *start(struct job *job)
{
	static const struct testrun_handler handler = { on_wanted, on_death, on_record,
							on_verdict, on_note,
							on_finished };
	const struct run_options *o = job->jobs->options;
	const struct testrun_config config = {
		.machine = {
			.name = job->machine->name,
			.qemu = job->jobs->files->qemu,
			.boot = &job->jobs->files->boot,
			.initramfs = job->initramfs,
			.memory = o->memory > job->machine->memory ? o->memory
								   : job->machine->memory,
			.nvdimms = job->machine->nvdimms,
			.devices = job->machine->devices,
			.xen = job->machine->xen ? &job->xen : NULL,
			.accel = o->accel,
			.command_line = job->machine->command_line,
			.boot_timeout = o->timeout,
			.silence_timeout = o->timeout,
		},
		.program = job->program,
		.prefix = job->machine->prefix,
		.tests = job->lists_in_guest ? NULL : &job->tests.names,
		.hazardous = o->hazardous,
		.warm = o->warm,
		.nvdimms_last = job->machine->nvdimms_last,
		.output = job->jobs->output->path,
	};

	return testrun_start(&job->run, job->jobs->loop, &config, &handler, job);
}

static void start_next(struct jobs *jobs)
{
	while (jobs->next < jobs->nr) {
		struct job *job = &jobs->job[jobs->next++];

		if (!job->needed)
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
	/* which tests a machine has that could not say so is not known: the report has its reason */
	return err || jobs->unlisted ? err : check_globs(jobs, jobs->used_globs);
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
	free(jobs->planned_globs);
	free(jobs->used_globs);
	free(jobs->job);
	string_list_clear(&jobs->noted);
}
