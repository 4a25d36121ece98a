// SPDX-License-Identifier: GPL-2.0-or-later
/* Result directories that are whole, cut short, damaged, merged, or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/results/results.h"

#define RUN "{\"record\":\"results\",\"version\":1,\"kernel\":\"7.3.4\",\"origin\":\"Debian\"," \
	    "\"started\":\"2026-01-01T00:00:00Z\",\"planned\":[\"x.a\",\"x.b\"]}\n"
#define VERDICT(name, outcome) "{\"record\":\"verdict\",\"test\":\"" name "\",\"outcome\":\"" outcome \
			       "\",\"checks\":[]}\n"
#define FINISHED "{\"record\":\"finished\",\"complete\":true}\n"
#define WHOLE RUN VERDICT("x.b", "pass") VERDICT("x.a", "pass") FINISHED

static char dir[] = "/tmp/normalpage-test-XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return !mkdtemp(dir);
}

static int remove_dir(void **state)
{
	guarded(free) char *command = NULL;

	(void)state;
	return asprintf(&command, "rm -rf %s", dir) < 0 || system(command);
}

static char *path_of(const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		abort();
	return path;
}

static void write_records(const char *name, const char *data, size_t size)
{
	guarded(free) char *path = path_of(name);
	guarded(file) FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
}

static void read_text(struct results_set *set, const char *text)
{
	guarded(free) char *path = path_of("records");

	*set = (struct results_set){ 0 };
	write_records("records", text, strlen(text));
	assert_null(results_read(set, path));
}

static bool noted(const struct results *r, const char *words)
{
	for (size_t i = 0; i < r->notes.nr; i++)
		if (strstr(r->notes.item[i], words))
			return true;
	return false;
}

static enum outcome outcome_of(const struct results *r, const char *test)
{
	const struct verdict *v = results_find(r, test);

	assert_non_null(v);
	return v->outcome;
}

static void whole(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, WHOLE);
	assert_int_equal(set.nr, 1);
	assert_true(set.results[0].complete);
	assert_string_equal(set.results[0].run.kernel, "7.3.4");
	assert_string_equal(set.results[0].run.label, "7.3.4");
	assert_int_equal(set.results[0].nr_verdicts, 2);
	assert_string_equal(set.results[0].verdicts[0].test, "x.a");
	assert_null(results_find(&set.results[0], "x.c"));
	results_set_clear(&set);
}

/* wherever the records end, no verdict that was made is lost, and none that was not is made up */
static void cut_short_anywhere(void **state)
{
	static const char text[] = WHOLE;
	size_t run = strlen(RUN), first = run + strlen(VERDICT("x.b", "pass"));
	size_t second = first + strlen(VERDICT("x.a", "pass"));

	(void)state;
	for (size_t size = 1; size < sizeof(text) - 1; size++) {
		struct results_set set = { 0 };
		guarded(free) char *path = path_of("cut");
		guarded(error) struct error *err = NULL;

		write_records("cut", text, size);
		err = results_read(&set, path);
		/* a record may lack its end of line */
		if (size < run - 1) {
			assert_non_null(err);
			assert_int_equal(err->kind, ERROR_USAGE);
			results_set_clear(&set);
			continue;
		}
		assert_null(err);
		assert_int_equal(outcome_of(&set.results[0], "x.b"),
				 size >= first - 1 ? OUTCOME_PASS : OUTCOME_ERROR);
		assert_int_equal(outcome_of(&set.results[0], "x.a"),
				 size >= second - 1 ? OUTCOME_PASS : OUTCOME_ERROR);
		assert_int_equal(set.results[0].complete, size == sizeof(text) - 2);
		if (!set.results[0].complete)
			assert_int_equal(outcome_of(&set.results[0], "run.complete"), OUTCOME_ERROR);
		results_set_clear(&set);
	}
}

static void damaged_in_the_middle(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, RUN VERDICT("x.a", "pass") "{\"record\":\"ver\n" FINISHED);
	assert_false(set.results[0].complete);
	assert_true(noted(&set.results[0], "line 3 cannot be read"));
	assert_int_equal(outcome_of(&set.results[0], "x.b"), OUTCOME_ERROR);
	results_set_clear(&set);
	read_text(&set, "{\"record\":\"resu\n" VERDICT("x.a", "pass") FINISHED);
	assert_false(set.results[0].complete);
	assert_true(noted(&set.results[0], "line 1 cannot be read"));
	results_set_clear(&set);
	read_text(&set, RUN VERDICT("x.a", "splendid") VERDICT("x.b", "pass") FINISHED);
	assert_false(set.results[0].complete);
	assert_int_equal(outcome_of(&set.results[0], "x.a"), OUTCOME_ERROR);
	results_set_clear(&set);
}

/* what a file system leaves of data that did not reach the disk */
static void zero_bytes(void **state)
{
	static const char text[] = RUN VERDICT("x.a", "pass") "\0\0\0\0{\"record\":\"finished\",\"complete\":"
				   "true}\n";
	struct results_set set = { 0 };
	guarded(free) char *path = path_of("zeros");

	(void)state;
	write_records("zeros", text, sizeof(text) - 1);
	assert_null(results_read(&set, path));
	assert_false(set.results[0].complete);
	assert_int_equal(outcome_of(&set.results[0], "x.a"), OUTCOME_PASS);
	results_set_clear(&set);
}

static void begun_and_never_judged(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, RUN VERDICT("x.a", "pass") VERDICT("x.b", "pass")
		  "{\"record\":\"begin\",\"test\":\"x.c\"}\n");
	assert_int_equal(outcome_of(&set.results[0], "x.c"), OUTCOME_ERROR);
	results_set_clear(&set);
}

static void interrupted(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, RUN VERDICT("x.a", "pass")
		  "{\"record\":\"finished\",\"complete\":false,\"reason\":\"interrupted\"}\n");
	assert_false(set.results[0].complete);
	assert_true(noted(&set.results[0], "interrupted"));
	results_set_clear(&set);
}

static void two_verdicts_of_one_test(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, RUN VERDICT("x.a", "fail") VERDICT("x.b", "pass") VERDICT("x.a", "pass")
		  FINISHED);
	assert_int_equal(set.results[0].nr_verdicts, 2);
	assert_int_equal(outcome_of(&set.results[0], "x.a"), OUTCOME_FAIL);
	assert_true(noted(&set.results[0], "more than one verdict of x.a"));
	results_set_clear(&set);
}

static void several_runs_in_one_file(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, WHOLE RUN VERDICT("x.a", "fail") VERDICT("x.b", "pass") FINISHED);
	assert_int_equal(set.nr, 2);
	assert_string_equal(set.results[0].run.label, "7.3.4");
	assert_string_equal(set.results[1].run.label, "7.3.4-2");
	assert_int_equal(outcome_of(&set.results[0], "x.a"), OUTCOME_PASS);
	assert_int_equal(outcome_of(&set.results[1], "x.a"), OUTCOME_FAIL);
	results_set_clear(&set);
}

/* a suite each, from machines of their own */
static void runs_that_share_no_test_become_one(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, RUN VERDICT("x.b", "pass") VERDICT("x.a", "pass") FINISHED
		  "{\"record\":\"results\",\"version\":1,\"kernel\":\"7.3.4\",\"origin\":\"Debian\","
		  "\"xen\":\"4.17\",\"started\":\"x\"}\n" VERDICT("w.a", "fail") FINISHED);
	assert_int_equal(set.nr, 1);
	assert_int_equal(set.results[0].nr_verdicts, 3);
	assert_int_equal(outcome_of(&set.results[0], "w.a"), OUTCOME_FAIL);
	assert_int_equal(outcome_of(&set.results[0], "x.b"), OUTCOME_PASS);
	assert_string_equal(set.results[0].run.xen, "4.17");
	assert_true(set.results[0].complete);
	results_set_clear(&set);
	/* one of them is not complete */
	read_text(&set, WHOLE "{\"record\":\"results\",\"version\":1,\"kernel\":\"7.3.4\","
		  "\"origin\":\"Debian\",\"started\":\"x\"}\n" VERDICT("w.a", "pass"));
	assert_int_equal(set.nr, 1);
	assert_false(set.results[0].complete);
	assert_int_equal(outcome_of(&set.results[0], RESULTS_INCOMPLETE), OUTCOME_ERROR);
	results_set_clear(&set);
	/* another kernel */
	read_text(&set, WHOLE "{\"record\":\"results\",\"version\":1,\"kernel\":\"7.3.5\","
		  "\"origin\":\"Debian\",\"started\":\"x\"}\n" VERDICT("w.a", "pass") FINISHED);
	assert_int_equal(set.nr, 2);
	results_set_clear(&set);
}

static void records_of_a_test_program(void **state)
{
	struct results_set set;

	(void)state;
	read_text(&set, "{\"record\":\"start\",\"version\":1,\"kernel\":\"6.18\",\"tests\":[\"x.a\"]}\n"
		  VERDICT("x.a", "pass") "{\"record\":\"end\",\"complete\":true}\n");
	assert_true(set.results[0].complete);
	assert_string_equal(set.results[0].run.kernel, "6.18");
	results_set_clear(&set);
}

#define MACHINE(name, event, accel, more) "{\"record\":\"machine\",\"machine\":\"" name \
	"\",\"event\":\"" event "\",\"accel\":\"" accel "\"" more "}\n"
#define JUDGED ",\"judged\":true"
#define NOT_JUDGED ",\"judged\":false"

/* what the verdicts came from, not what was tried */
static void accelerators(void **state)
{
	static const struct {
		const char *text, *accel;
	} cases[] = {
		{ RUN MACHINE("m", "boot", "kvm", "") MACHINE("m", "kvm-unusable", "kvm", NOT_JUDGED)
		  MACHINE("m", "boot", "tcg", "") VERDICT("x.a", "pass")
		  MACHINE("m", "powered-off", "tcg", JUDGED), "tcg" },
		/* in the middle of a run */
		{ RUN MACHINE("m", "boot", "kvm", "") VERDICT("x.a", "pass")
		  MACHINE("m", "panic", "kvm", JUDGED) MACHINE("m", "boot", "kvm", "")
		  MACHINE("m", "kvm-unusable", "kvm", NOT_JUDGED) MACHINE("m", "boot", "tcg", "")
		  VERDICT("x.b", "pass") MACHINE("m", "powered-off", "tcg", JUDGED), "kvm, tcg" },
		/* a boot that was lost brought nothing */
		{ RUN MACHINE("m", "boot", "kvm", "") MACHINE("m", "qemu-killed", "kvm", NOT_JUDGED)
		  MACHINE("m", "boot", "tcg", "") VERDICT("x.a", "pass")
		  MACHINE("m", "powered-off", "tcg", JUDGED), "tcg" },
		/* cut short; the one machine's end is not there */
		{ RUN MACHINE("m", "boot", "kvm", "") MACHINE("m", "kvm-unusable", "kvm", NOT_JUDGED)
		  MACHINE("m", "boot", "tcg", "") VERDICT("x.a", "pass"), "tcg" },
		{ RUN MACHINE("m", "boot", "kvm", ""), "" },
		/* records from before machines said whether they had judged */
		{ RUN MACHINE("m", "boot", "kvm", "") MACHINE("m", "kvm-unusable", "kvm", "")
		  MACHINE("m", "boot", "tcg", "") VERDICT("x.a", "pass")
		  MACHINE("m", "powered-off", "tcg", ""), "tcg" },
		/* two machines side by side */
		{ RUN MACHINE("m", "boot", "kvm", "") MACHINE("n", "boot", "tcg", "")
		  MACHINE("n", "powered-off", "tcg", JUDGED) VERDICT("x.a", "pass")
		  MACHINE("m", "powered-off", "kvm", JUDGED), "tcg, kvm" },
		/* a document that was made of records, read again */
		{ "{\"record\":\"results\",\"version\":1,\"kernel\":\"7\",\"accel\":\"auto\","
		  "\"obtained\":[\"kvm\",\"tcg\"]}\n" VERDICT("x.a", "pass"), "kvm, tcg" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(free) char *accel = NULL;
		struct results_set set;

		read_text(&set, cases[i].text);
		assert_int_equal(set.nr, 1);
		accel = run_info_accel(&set.results[0].run);
		assert_string_equal(accel, cases[i].accel);
		results_set_clear(&set);
	}
}

/* in an order that is not sorted, some twice, some never judged */
static void many_tests(void **state)
{
	enum { NR = 20000 };
	guarded(free) char *path = path_of("many"), *document = NULL;
	guarded(file) FILE *f = fopen(path, "we");
	struct results_set set guarded(results_set) = { 0 };
	struct report *report;
	size_t size;
	FILE *out = open_memstream(&document, &size);

	(void)state;
	assert_non_null(f);
	fputs(RUN, f);
	for (unsigned int i = 0; i < NR; i++) {
		unsigned int test = i * 7919 % NR;

		fprintf(f, "{\"record\":\"begin\",\"test\":\"x.%u\"}\n", test);
		for (unsigned int times = test % 100 ? 1 : 2; test % 1000 && times; times--)
			fprintf(f, "{\"record\":\"verdict\",\"test\":\"x.%u\",\"outcome\":\"pass\","
				"\"checks\":[]}\n", test);
	}
	fputs(FINISHED, f);
	fflush(f);
	assert_null(results_read(&set, path));
	/* those and x.a, x.b */
	assert_int_equal(set.results[0].nr_verdicts, NR + 2);
	assert_int_equal(set.results[0].notes.nr, NR / 100 - NR / 1000);
	for (unsigned int i = 0; i < NR; i++) {
		char name[16];

		snprintf(name, sizeof(name), "x.%u", i);
		assert_int_equal(outcome_of(&set.results[0], name),
				 i % 1000 ? OUTCOME_PASS : OUTCOME_ERROR);
	}
	assert_null(report_open(&report, "human", out));
	report_start(report, "many", NR + 2);
	results_report(&set, report);
	assert_int_equal(report_end(report), 2);
	fclose(out);
	assert_non_null(strstr(document, "20002 verdicts: 19980 pass, 22 error"));
}

static void runs_of_one_kernel(void **state)
{
	static const char *const labels[] = { "7.3.4", "7.3.4-2", "7.3.4-2-2", "7.3.4-3" };
#define OF(kernel) "{\"record\":\"results\",\"version\":1,\"kernel\":\"" kernel "\"}\n" VERDICT("x.a", "pass")
	struct results_set set;

	(void)state;
	/* a kernel may be called what another one's label would be */
	read_text(&set, OF("7.3.4") OF("7.3.4-2") OF("7.3.4") OF("7.3.4-2"));
	assert_int_equal(set.nr, 4);
	for (size_t i = 0; i < set.nr; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(set.results[i].run.label, set.results[j].run.label);
	results_set_clear(&set);
	read_text(&set, OF("7.3.4") OF("7.3.4") OF("7.3.4-2") OF("7.3.4"));
	for (size_t i = 0; i < set.nr; i++)
		assert_string_equal(set.results[i].run.label, labels[i]);
	results_set_clear(&set);
}

static void directories(void **state)
{
	struct results_set set = { 0 };
	guarded(free) char *one = path_of("set/one");
	guarded(free) char *two = path_of("set/two");
	guarded(free) char *all = path_of("set");

	(void)state;
	mkdir(all, 0700);
	mkdir(one, 0700);
	mkdir(two, 0700);
	write_records("set/one/results.jsonl", WHOLE, strlen(WHOLE));
	write_records("set/two/results.jsonl", WHOLE, strlen(WHOLE));
	assert_null(results_read(&set, one));
	assert_int_equal(set.nr, 1);
	assert_null(results_read(&set, all));
	assert_int_equal(set.nr, 3);
	results_set_clear(&set);
}

static void assert_refused(const char *path, const char *words)
{
	struct results_set set = { 0 };
	struct error *err = results_read(&set, path);

	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_USAGE);
	assert_non_null(strstr(err->message, words));
	assert_null(strchr(err->message, '\n'));
	error_destroy(err);
	results_set_clear(&set);
}

static void refused(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "holds no records" },
		{ "some text\n", "holds no records" },
		{ "{\"a\":1}\n", "holds no records" },
		{ "[1]\n", "holds no records" },
		{ "{\"record\":\"results\",\"version\":2,\"kernel\":\"9\"}\n", "version 2, known is 1" },
		{ RUN "{\"record\":\"start\",\"version\":7,\"tests\":[]}\n", "version 7" },
	};
	guarded(free) char *path = path_of("bad");
	guarded(free) char *none = path_of("none");
	guarded(free) char *empty = path_of("empty");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		write_records("bad", cases[i].text, strlen(cases[i].text));
		assert_refused(path, cases[i].words);
	}
	assert_refused(none, "No such file");
	mkdir(empty, 0700);
	assert_refused(empty, "is no result directory");
	assert_refused("/dev/null", "is no regular file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(cut_short_anywhere),
		cmocka_unit_test(damaged_in_the_middle),
		cmocka_unit_test(zero_bytes),
		cmocka_unit_test(begun_and_never_judged),
		cmocka_unit_test(interrupted),
		cmocka_unit_test(two_verdicts_of_one_test),
		cmocka_unit_test(several_runs_in_one_file),
		cmocka_unit_test(runs_that_share_no_test_become_one),
		cmocka_unit_test(records_of_a_test_program),
		cmocka_unit_test(accelerators),
		cmocka_unit_test(many_tests),
		cmocka_unit_test(runs_of_one_kernel),
		cmocka_unit_test(directories),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests_name("results", tests, make_dir, remove_dir);
}
