// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/program.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/harness/run.h"
#include "lib/observe/observer.h"
#include "lib/verdict/packed.h"
#include "lib/verdict/record.h"
#include "lib/format/report.h"
#include "lib/base/text.h"
#include "lib/base/standard_output.h"
#include "lib/base/standard_streams.h"
#include "lib/base/version.h"

#define RECORD_ROOM 65536	/* bytes; nearly all verdicts are smaller */

/** struct output - where verdicts go: a report, or records for another program */
struct output {
	const struct program *program;
	struct kernel *kernel;
	struct report *report;
	bool records;
};

static void put(struct json_object *record)
{
	packed_write(stdout, record);
	json_object_put(record);
}

static void on_begin(void *data, const struct test *test)
{
	struct output *out = data;
	struct json_object *record;

	if (!out->records)
		return;
	record = record_new("begin");
	json_object_object_add(record, "test", json_object_new_string(test->name));
	put(record);
}

static void on_verdict(void *data, const struct verdict *v)
{
	struct output *out = data;

	report_verdict(out->report, v);
}

static void on_times(void *data, const struct test *test, const struct times *times)
{
	struct output *out = data;

	if (out->records)
		put(times_to_json(times, test->name));
}

static void on_note(void *data, const char *text)
{
	struct output *out = data;

	report_note(out->report, "%s", text);
}

static struct json_object *test_names(const struct tests *tests)
{
	struct json_object *names = json_object_new_array();

	for (size_t i = 0; i < tests->nr; i++)
		json_object_array_add(names, json_object_new_string(tests->test[i].name));
	return names;
}

static void put_start(const struct output *out, const struct tests *tests)
{
	struct json_object *record = record_new("start");

	json_object_object_add(record, "version", json_object_new_int(RECORD_VERSION));
	json_object_object_add(record, "program", json_object_new_string(out->program->name));
	json_object_object_add(record, "program_version", json_object_new_string(normalpage_version));
	json_object_object_add(record, "kernel",
			       json_object_new_string(kernel_features(out->kernel)->release));
	json_object_object_add(record, "tests", test_names(tests));
	put(record);
}

static void put_end(bool complete)
{
	struct json_object *record = record_new("end");

	json_object_object_add(record, "complete", json_object_new_boolean(complete));
	put(record);
}

static void put_waiting(const struct tests *tests)
{
	struct json_object *record = record_new("waiting");

	json_object_object_add(record, "version", json_object_new_int(RECORD_VERSION));
	json_object_object_add(record, "tests", test_names(tests));
	put(record);
}

/* the answer to "waiting": one line, which names the tests */
static struct error *wait_for_choice(struct tests *tests)
{
	guarded(free) char *line = NULL;
	size_t size = 0;

	put_waiting(tests);
	return tests_keep_requested(tests, getline(&line, &size, stdin) > 0 ? line : "");
}

static struct error *on_ready(void *data, struct tests *tests)
{
	struct output *out = data;
	struct error *err = NULL;
	char title[128];

	if (out->program->wait)
		err = wait_for_choice(tests);
	if (err)
		return err;
	snprintf(title, sizeof(title), "%s: Linux %s", out->program->name,
		 kernel_features(out->kernel)->release);
	if (out->records)
		put_start(out, tests);
	else
		report_start(out->report, title, tests->nr);
	return NULL;
}

static struct error *run(const struct program *program, struct kernel *kernel,
			 struct tests *tests, int *status)
{
	struct output out = { .program = program, .kernel = kernel,
			      .records = !strcmp(program->format, "json") };
	const struct run_sink sink = { .data = &out, .ready = on_ready, .begin = on_begin,
				       .verdict = on_verdict, .times = on_times, .note = on_note };
	struct error *err = report_open(&out.report, program->format, stdout);
	bool complete = false;

	if (err)
		return err;
	if (out.records) {
		report_leave_known_out(out.report);
		/* a verdict is one write: each one costs an exit to the host */
		setvbuf(stdout, NULL, _IOFBF, RECORD_ROOM);
	}
	err = tests_run(kernel, tests, &sink, &complete);
	if (!complete && !err)
		report_note(out.report, "the kernel can no longer be trusted: the rest was not run");
	if (out.records)
		put_end(complete);
	*status = report_end(out.report);
	if (!err && !complete && !*status)
		*status = 2;
	return err;
}

static void list(const struct tests *tests)
{
	for (size_t i = 0; i < tests->nr; i++)
		printf("%s\t%s\n", tests->test[i].name, tests->test[i].type->description);
}

static void print_changes(const struct program *program)
{
	puts("make      mappings in processes of its own, which end with these");
	/* others can neither trace, nor make devices, nor write to the log */
	if (!geteuid()) {
		if (!program->untraced)
			puts("make      a tracing instance and probes named \"normalpage\"");
		for (const struct observer *const *o = observers_sorted(); *o; o++)
			if ((*o)->makes)
				printf("make      %s\n", (*o)->makes);
		puts("write     the name of each test to the kernel log");
	}
	puts("remove    all of this at the end\n\nNothing was changed.");
}

struct error *program_run(const struct program *program, int *status)
{
	struct kernel *kernel = NULL;
	struct tests tests = { 0 };
	struct error *err;

	if (program->dry_run && !program->list) {
		print_changes(program);
		return NULL;
	}
	err = kernel_open(&kernel);
	if (!err) {
		tests_collect(&tests);
		if (program->only_possible)
			tests_drop_missing(&tests);
		tests.hazardous = program->hazardous;
		tests.untraced = program->untraced;
		tests.profiled = program->profiled;
		tests.limits = program->limits;
		err = tests_choose(&tests, program->globs, program->nr_globs);
	}
	if (!err && program->list)
		list(&tests);
	else if (!err)
		err = run(program, kernel, &tests, status);
	tests_clear(&tests);
	kernel_close(kernel);
	return err;
}

static int end(const struct program *program, struct error *err, int status)
{
	if (!err)
		return status;
	text_put_line(stderr, "%s: %s", program->name, err->message);
	status = error_exit_status(err);
	error_destroy(err);
	return status;
}

int program_main(struct program *program, int argc, char **argv)
{
	bool answered = false;
	int status = 0;
	struct error *err;

	standard_streams_open();
	err = program_parse(program, argc, argv, &answered);
	if (!err && !answered)
		err = program->run ? program->run(program, &status) : program_run(program, &status);
	if (!err)
		err = standard_output_end();
	return end(program, err, status);
}
