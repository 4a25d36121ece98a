// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of records into runs, however they ended. */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "lib/verdict/record.h"
#include "lib/base/text.h"
#include "lib/results/obtained.h"
#include "lib/results/results.h"

/* a run of all suites writes some 5 MiB */
#define FILE_MAX (INT64_C(1) << 30)

/**
 * struct reader - a file being read
 * @run: the one that records belong to; NULL before the first record
 * @expected: tests that were planned or have begun
 * @obtained: the accelerators of its machines
 * @ended: the test program, or the whole run, says that it came to its end
 * @line: number of the last line
 */
struct reader {
	struct results_set *set;
	struct results *run;
	const char *path;
	struct line_set expected;
	struct obtained obtained;
	bool ended, damaged;
	size_t line;
};

static __attribute__((format(printf, 2, 3))) void note(struct results *run, const char *fmt, ...)
{
	guarded(free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = string_vformat(fmt, ap);
	va_end(ap);
	text_list_add(&run->notes, text);
}

static void begin_run(struct reader *r)
{
	struct results_set *set = r->set;

	set->results = array_grow(set->results, set->nr, sizeof(*set->results));
	r->run = &set->results[set->nr++];
	*r->run = (struct results){ .path = string_copy(r->path) };
	r->ended = false;
	/* what came before it may have been its head */
	if (r->damaged)
		note(r->run, "%s: line %zu cannot be read", r->path, r->line - 1);
}

static void add_verdict(struct results *run, const struct verdict *v)
{
	run->verdicts = array_grow(run->verdicts, run->nr_verdicts, sizeof(*run->verdicts));
	verdict_copy(&run->verdicts[run->nr_verdicts++], v);
}

/* how much a verdict says against a kernel: of two for one test the worse one counts */
static int badness(enum outcome outcome)
{
	static const int order[NR_OUTCOMES] = {
		[OUTCOME_PASS] = 0, [OUTCOME_SKIP] = 1, [OUTCOME_XFAIL] = 2, [OUTCOME_ERROR] = 3,
		[OUTCOME_FAIL] = 4, [OUTCOME_TIMEOUT] = 5, [OUTCOME_ABORT] = 6,
	};

	return order[outcome];
}

static int by_badness(const void *a, const void *b)
{
	const struct verdict *one = a, *two = b;
	int order = strcmp(one->test, two->test);

	return order ? order : badness(two->outcome) - badness(one->outcome);
}

static void sort_verdicts(struct results *run)
{
	size_t kept = 0;

	if (run->nr_verdicts)
		qsort(run->verdicts, run->nr_verdicts, sizeof(*run->verdicts), by_badness);
	for (size_t i = 0; i < run->nr_verdicts; i++) {
		struct verdict *v = &run->verdicts[i];

		if (kept && !strcmp(run->verdicts[kept - 1].test, v->test)) {
			note(run, "there is more than one verdict of %s: the worse one is shown",
			     v->test);
			verdict_clear(v);
		} else {
			run->verdicts[kept++] = *v;
		}
	}
	run->nr_verdicts = kept;
}

static void add_error(struct results *run, const char *test, const char *reason)
{
	add_verdict(run, &(struct verdict){ .test = (char *)test, .outcome = OUTCOME_ERROR,
					    .reason = (char *)reason });
}

/* what has no verdict must not look as if it had never been there */
static void add_missing(struct reader *r)
{
	const struct string_list *expected = &r->expected.lines;
	struct results *run = r->run;
	struct string_list missing = { 0 };

	/* first found, then added: the search needs them sorted */
	for (size_t i = 0; i < expected->nr; i++)
		if (!results_find(run, expected->item[i]))
			text_list_add(&missing, expected->item[i]);
	for (size_t i = 0; i < missing.nr; i++)
		add_error(run, missing.item[i], "no verdict: the records end before it");
	string_list_clear(&missing);
	if (!run->complete)
		add_error(run, RESULTS_INCOMPLETE,
			  "the run did not come to its end, or its records are damaged");
}

static void end_run(struct reader *r)
{
	if (!r->run)
		return;
	r->run->complete = r->ended && !r->damaged;
	obtained_finish(&r->obtained, r->run->nr_verdicts, &r->run->run.obtained);
	sort_verdicts(r->run);
	add_missing(r);
	sort_verdicts(r->run);
	if (!r->run->run.kernel)
		r->run->run.kernel = string_copy("unknown");
	line_set_clear(&r->expected);
	r->damaged = false;
	r->run = NULL;
}

/* by the name that its verdict has here */
static void expect_test(struct reader *r, const char *test)
{
	guarded(free) char *name = text_name(test);

	line_set_add(&r->expected, name);
}

static void expect_tests(struct reader *r, struct json_object *record, const char *member)
{
	struct string_list tests = { 0 };

	if (!record_get_lines(record, member, &tests))
		r->damaged = true;
	for (size_t i = 0; i < tests.nr; i++)
		expect_test(r, tests.item[i]);
	string_list_clear(&tests);
}

static void take_verdict(struct reader *r, struct json_object *record)
{
	struct verdict v;
	struct error *err = verdict_from_json(record, &v);

	if (err) {
		note(r->run, "%s: line %zu: %s", r->path, r->line, err->message);
		r->damaged = true;
		error_destroy(err);
		return;
	}
	add_verdict(r->run, &v);
	verdict_clear(&v);
}

static void take_end(struct reader *r, struct json_object *record, bool of_run)
{
	const char *reason = record_string(record, "reason");

	r->ended = record_number(record, "complete");
	if (of_run && reason)
		note(r->run, "%s", reason);
}

static void take_kernel(struct reader *r, struct json_object *record)
{
	if (!r->run->run.kernel)
		r->run->run.kernel = text_clean(record_string(record, "kernel"), TEXT_NAME_MAX);
}

static void take_record(struct reader *r, struct json_object *record, const char *type)
{
	const char *text = record_string(record, "text");

	if (!strcmp(type, "verdict")) {
		take_verdict(r, record);
	} else if (!strcmp(type, "begin") && record_string(record, "test")) {
		expect_test(r, record_string(record, "test"));
	} else if (!strcmp(type, "start")) {
		take_kernel(r, record);
		expect_tests(r, record, "tests");
	} else if (!strcmp(type, "hello")) {
		take_kernel(r, record);
	} else if (!strcmp(type, "machine")) {
		obtained_record(&r->obtained, record);
	} else if (!strcmp(type, "note") && text) {
		text_list_add(&r->run->notes, text);
	} else if (!strcmp(type, "end") && !r->run->run.started) {
		take_end(r, record, false);
	} else if (!strcmp(type, "finished")) {
		take_end(r, record, true);
	}
}

static struct error *check_version(const struct reader *r, struct json_object *record)
{
	int version = record_number(record, "version");

	if (version <= RECORD_VERSION)
		return NULL;
	return error_create(ERROR_USAGE,
			    "%s: records of version %d, known is %d: a later normalpage reads them",
			    r->path, version, RECORD_VERSION);
}

static struct error *take_object(struct reader *r, struct json_object *record)
{
	const char *type = record_string(record, "record");
	struct error *err = check_version(r, record);

	if (err || !type)
		return err;
	if (!r->run || !strcmp(type, "results")) {
		end_run(r);
		begin_run(r);
	}
	if (strcmp(type, "results")) {
		take_record(r, record, type);
		return NULL;
	}
	if (!run_info_from_json(record, &r->run->run))
		r->damaged = true;
	expect_tests(r, record, "planned");
	return NULL;
}

/* @len: without the end of the line; what a full disk or a lost cache leaves has zero bytes in it */
static struct json_object *parse(const char *line, size_t len)
{
	struct json_object *record = strlen(line) == len ? json_tokener_parse(line) : NULL;

	if (record && json_object_is_type(record, json_type_object))
		return record;
	json_object_put(record);
	return NULL;
}

static struct error *read_lines(struct reader *r, FILE *f)
{
	guarded(free) char *line = NULL;
	struct error *err = NULL;
	size_t room = 0;
	ssize_t len;

	while (!err && (len = getline(&line, &room, f)) > 0) {
		struct json_object *record;
		bool whole = line[len - 1] == '\n';

		r->line++;
		if (whole)
			line[--len] = '\0';
		record = parse(line, (size_t)len);
		if (record)
			err = take_object(r, record);
		else if (r->run)
			note(r->run, whole ? "%s: line %zu cannot be read" :
					     "%s: line %zu is cut short", r->path, r->line);
		if (!record)
			r->damaged = true;
		json_object_put(record);
	}
	if (!err && ferror(f))
		err = error_errno(errno, "cannot read %s", r->path);
	return err;
}

static struct error *read_file(struct results_set *set, const char *path)
{
	struct reader r = { .set = set, .path = path };
	guarded(file) FILE *f = regular_file_stream(path);
	size_t before = set->nr;
	struct error *err;
	struct stat st;

	if (!f || fstat(fileno(f), &st))
		return regular_file_error(errno, path);
	if (st.st_size > FILE_MAX)
		return error_create(ERROR_USAGE, "%s is no file of records", path);
	err = read_lines(&r, f);
	end_run(&r);
	if (!err && set->nr == before)
		err = error_create(ERROR_USAGE, "%s holds no records: nothing was run, or it is no "
				   "result of 'normalpage run --output'", path);
	return err;
}

static int is_result_directory(const char *path, char **records)
{
	*records = string_format("%s/results.jsonl", path);
	return !access(*records, F_OK);
}

static struct error *read_directories(struct results_set *set, const char *path)
{
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, NULL, versionsort);
	struct error *err = NULL;
	size_t before = set->nr;

	for (int i = 0; i < n; i++) {
		guarded(free) char *child = NULL;
		guarded(free) char *records = NULL;

		child = string_format("%s/%s", path, entries[i]->d_name);
		if (!err && entries[i]->d_name[0] != '.' && is_result_directory(child, &records))
			err = read_file(set, records);
		free(entries[i]);
	}
	free(entries);
	if (!err && set->nr == before)
		err = error_create(ERROR_USAGE, "%s is no result directory: there is no results.jsonl "
				   "in it (see 'normalpage run --output')", path);
	return err;
}

struct error *results_read(struct results_set *set, const char *path)
{
	guarded(free) char *records = NULL;
	struct error *err;
	struct stat st;

	if (stat(path, &st))
		return error_create(ERROR_USAGE, "cannot read %s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		err = read_file(set, path);
	else if (is_result_directory(path, &records))
		err = read_file(set, records);
	else
		err = read_directories(set, path);
	if (!err)
		results_set_merge(set);
	return err;
}
