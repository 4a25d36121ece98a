// SPDX-License-Identifier: GPL-2.0-or-later
/* daxtest: run DAX scenarios on this machine and say what the kernel made of each. */
#include <getopt.h>
#include <string.h>

#include "daxtest/emulated.h"
#include "daxtest/fsdax.h"
#include "lib/harness/run.h"
#include "lib/report/record.h"
#include "lib/report/report.h"
#include "provisioning/pmem/filesystem.h"

#define DIRS_MAX 8

/**
 * struct options - the command line
 * @dirs: mounted DAX file systems to test
 * @types: file systems to be made on emulated memory
 */
struct options {
	const char *dirs[DIRS_MAX];
	size_t nr_dirs;
	const char *types[DIRS_MAX];
	size_t nr_types;
	bool emulated;
	bool list;
	const char *format;
};

static void usage(FILE *out)
{
	fputs("Usage: daxtest [OPTION]... [GLOB]...\n"
	      "Make DAX mappings and hold every interface of the kernel against what they are.\n"
	      "\n"
	      "  -m, --mount DIR      test in DIR, a mounted DAX file system (more than once: all)\n"
	      "      --emulated       make namespaces and file systems on emulated pmem (only in a\n"
	      "                       guest of 'normalpage run')\n"
	      "      --fs TYPE        with --emulated: ext4 or xfs (more than once: all)\n"
	      "  -f, --format FORMAT  human (default), ktap or json\n"
	      "  -l, --list           list the tests and what they show\n"
	      "  -h, --help           show this\n"
	      "\n"
	      "A test runs if one of the GLOBs matches its name; without any, all run.\n"
	      "Exit status: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing to test.\n",
	      out);
}

static struct error *add(const char **list, size_t *nr, const char *value)
{
	if (*nr == DIRS_MAX)
		return error_create(ERROR_USAGE, "more than %d of one option", DIRS_MAX);
	list[(*nr)++] = value;
	return NULL;
}

static struct error *parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "mount", required_argument, NULL, 'm' }, { "emulated", no_argument, NULL, 'e' },
		{ "fs", required_argument, NULL, 't' },	   { "format", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'l' },	   { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct error *err = NULL;
	int c;

	opterr = 0;
	while (!err && (c = getopt_long(argc, argv, ":m:f:lh", longs, NULL)) != -1) {
		switch (c) {
		case 'm':
			err = add(o->dirs, &o->nr_dirs, optarg);
			break;
		case 't':
			err = add(o->types, &o->nr_types, optarg);
			break;
		case 'e':
			o->emulated = true;
			break;
		case 'f':
			o->format = optarg;
			break;
		case 'l':
			o->list = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		case ':':
			err = error_create(ERROR_USAGE, "option '%s' needs a value", argv[optind - 1]);
			break;
		default:
			err = error_create(ERROR_USAGE, "unknown option '%s' (see --help)",
					   argv[optind - 1]);
		}
	}
	if (!err && o->nr_types && !o->emulated)
		err = error_create(ERROR_USAGE, "--fs goes with --emulated");
	return err;
}

/** struct output - where verdicts go: a report, or records for another program */
struct output {
	struct report *report;
	bool records;
};

static void put(struct json_object *record)
{
	record_write(stdout, record);
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

static void on_note(void *data, const char *text)
{
	struct output *out = data;

	report_note(out->report, "%s", text);
}

static void put_start(struct kernel *kernel, const struct tests *tests)
{
	struct json_object *record = record_new("start"), *names = json_object_new_array();

	json_object_object_add(record, "version", json_object_new_int(RECORD_VERSION));
	json_object_object_add(record, "program", json_object_new_string("daxtest"));
	json_object_object_add(record, "kernel",
			       json_object_new_string(kernel_features(kernel)->release));
	for (size_t i = 0; i < tests->nr; i++)
		json_object_array_add(names, json_object_new_string(tests->test[i].name));
	json_object_object_add(record, "tests", names);
	put(record);
}

static void put_end(bool complete)
{
	struct json_object *record = record_new("end");

	json_object_object_add(record, "complete", json_object_new_boolean(complete));
	put(record);
}

static struct error *run(struct kernel *kernel, const struct tests *tests,
			 const struct options *o, int *status)
{
	struct output out = { .records = !strcmp(o->format, "json") };
	const struct run_sink sink = { .data = &out, .begin = on_begin, .verdict = on_verdict,
				       .note = on_note };
	struct error *err = report_open(&out.report, o->format, stdout);
	bool complete = false;
	char title[128];

	if (err)
		return err;
	snprintf(title, sizeof(title), "daxtest: Linux %s", kernel_features(kernel)->release);
	if (out.records)
		put_start(kernel, tests);
	else
		report_start(out.report, title, tests->nr);
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

static struct error *use_mounts(const struct options *o)
{
	for (size_t i = 0; i < o->nr_dirs; i++) {
		const char *type = NULL;
		struct error *err = filesystem_check_dax(o->dirs[i], &type);

		if (!err)
			err = fsdax_use(o->dirs[i], type);
		if (err)
			return err;
	}
	return NULL;
}

/* what would run in a guest, where there is a directory for each type */
static struct error *use_names(const struct options *o)
{
	for (size_t i = 0; i < o->nr_types; i++) {
		struct error *err = fsdax_use(NULL, o->types[i]);

		if (err)
			return err;
	}
	return NULL;
}

static struct error *daxtest(const struct options *o, char **globs, size_t nr_globs, int *status)
{
	guarded(error) struct error *undo = NULL;
	struct emulated *emulated = NULL;
	struct kernel *kernel = NULL;
	struct tests tests = { 0 };
	struct error *err;

	err = use_mounts(o);
	if (!err && o->list)
		err = use_names(o);
	else if (!err && o->emulated)
		err = emulated_make(o->types, o->nr_types, &emulated);
	if (!err)
		err = kernel_open(&kernel);
	if (!err) {
		tests_collect(&tests);
		err = tests_choose(&tests, globs, nr_globs);
	}
	if (!err && o->list)
		list(&tests);
	else if (!err)
		err = run(kernel, &tests, o, status);
	tests_clear(&tests);
	kernel_close(kernel);
	undo = emulated_destroy(emulated);
	if (undo && !err)
		return take(undo);
	return err;
}

int main(int argc, char **argv)
{
	struct options o = { .format = "human" };
	guarded(error) struct error *err = parse(argc, argv, &o);
	int status = 0;

	if (!err)
		err = daxtest(&o, argv + optind, (size_t)(argc - optind), &status);
	if (!err)
		return status;
	fprintf(stderr, "daxtest: %s\n", err->message);
	return error_exit_status(err);
}
