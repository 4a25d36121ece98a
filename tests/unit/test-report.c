// SPDX-License-Identifier: GPL-2.0-or-later
/* Verdicts as records, and the KTAP and human reports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/text.h"
#include "lib/verdict/record.h"
#include "lib/format/report.h"

static void make_verdict(struct verdict *v, enum outcome outcome, const char *reason)
{
	*v = (struct verdict){ .test = strdup("fsdax.ext4.hole.read-pmd-shared"),
			       .description = strdup("a description"),
			       .outcome = outcome,
			       .reason = reason ? strdup(reason) : NULL,
			       .summary = strdup("PMD 2a5 huge zero folio: special"),
			       .seconds = 0.25 };
	verdict_add_check(v, &(struct check){ .step = "after the read", .observer = "smaps",
					      .field = "Rss", .where = "vma",
					      .expected = "0 kB", .observed = "2048 kB",
					      .rule = "fs/proc/task_mmu.c smaps_pmd_entry()" });
	verdict_add_check(v, &(struct check){ .step = "after the read", .observer = "pagemap",
					      .where = "+0x0", .expected = "PRESENT",
					      .observed = "PRESENT", .ok = true });
	text_list_add(&v->entries, "PMD 80000000bd2002a5");
	text_list_add(&v->log, "hostile\x1b[31m text\nnot ok 1 forged");
}

/* what a format writes for one verdict, owned by the caller */
static char *render(const char *format, const struct verdict *v, int *status)
{
	struct report *report = NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_null(report_open(&report, format, out));
	report_start(report, "title", 1);
	report_note(report, "a %s", "note");
	report_verdict(report, v);
	*status = report_end(report);
	fclose(out);
	return text;
}

static void record_round_trip(void **state)
{
	struct verdict in, out;
	struct json_object *record, *again;

	(void)state;
	make_verdict(&in, OUTCOME_FAIL, "smaps Rss: expected 0 kB, observed 2048 kB");
	record = verdict_to_json(&in);
	again = json_tokener_parse(json_object_to_json_string(record));
	assert_null(verdict_from_json(again, &out));
	assert_string_equal(out.test, in.test);
	assert_int_equal(out.outcome, OUTCOME_FAIL);
	assert_string_equal(out.reason, in.reason);
	assert_string_equal(out.summary, in.summary);
	assert_int_equal(out.nr_checks, 2);
	assert_string_equal(out.checks[0].rule, in.checks[0].rule);
	assert_false(out.checks[0].ok);
	assert_true(out.checks[1].ok);
	assert_null(out.checks[1].field);
	assert_int_equal(out.entries.nr, 1);
	assert_int_equal(out.log.nr, 1);
	json_object_put(record);
	json_object_put(again);
	verdict_clear(&in);
	verdict_clear(&out);
}

/* as they are written, and as records before they had a kind are read */
static void kinds_of_checks(void **state)
{
	static const struct {
		const char *observer, *field;
		enum check_kind kind;
	} cases[] = {
		{ "smaps", "Rss", CHECK_ANSWER }, { "io_uring", "result", CHECK_ANSWER },
		{ "model", "class", CHECK_MODEL }, { "result", "errno", CHECK_RESULT },
		{ "trace", "events", CHECK_TRACE }, { "smaps", "vm_normal_page_pmd to smaps_pte_range", CHECK_TRACE },
		{ "pagemap", "find_normal_page()", CHECK_TRACE }, { "move_pages", "do_pages_stat", CHECK_TRACE },
		{ "move_pages", "folio_walk_start", CHECK_TRACE }, { "smaps", "side effect", CHECK_SIDE_EFFECT },
		{ "smaps", NULL, CHECK_ANSWER }, { "grant table", "references", CHECK_LEFT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json_object *object = check_to_json(&(struct check){
			.observer = (char *)cases[i].observer, .field = (char *)cases[i].field,
			.expected = (char *)"a", .observed = (char *)"b", .kind = cases[i].kind });
		struct check check;

		assert_true(check_from_json(object, &check));
		assert_int_equal(check.kind, cases[i].kind);
		json_object_object_del(object, "kind");
		assert_true(check_from_json(object, &check));
		/* by its names it is an answer */
		assert_int_equal(check.kind, cases[i].kind == CHECK_LEFT ? CHECK_ANSWER : cases[i].kind);
		json_object_put(object);
	}
}

/* an observer may have any name, and so may its fields: a kind that was recorded is not guessed */
static void answers_of_any_name(void **state)
{
	static const char *const names[][2] = {
		{ "result", "errno" }, { "model", "class" }, { "trace", "events" },
		{ "new", "vm_normal_page" }, { "new", "find_normal_page" }, { "new", "folio_walk_start" },
		{ "new", "do_pages_stat" }, { "new", "side effect" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct json_object *object = check_to_json(&(struct check){
			.kind = CHECK_ANSWER, .observer = names[i][0], .field = names[i][1],
			.expected = "a", .observed = "b" });
		struct check check;

		assert_true(check_from_json(object, &check));
		assert_int_equal(check.kind, CHECK_ANSWER);
		json_object_put(object);
	}
}

static void malformed_records_are_refused(void **state)
{
	static const char *const bad[] = {
		"{\"record\":\"verdict\"}",
		"{\"record\":\"verdict\",\"test\":\"a\",\"outcome\":\"splendid\"}",
		"{\"record\":\"verdict\",\"test\":\"a\",\"outcome\":\"pass\",\"checks\":3}",
		"{\"record\":\"verdict\",\"test\":\"a\",\"outcome\":\"pass\",\"checks\":[1]}",
		"{\"record\":\"verdict\",\"test\":\"a\",\"outcome\":\"pass\",\"log\":\"x\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct json_object *record = json_tokener_parse(bad[i]);
		struct verdict v;
		struct error *err = verdict_from_json(record, &v);

		assert_non_null(err);
		error_destroy(err);
		json_object_put(record);
	}
}

static void ktap_of_each_outcome(void **state)
{
	static const struct {
		enum outcome outcome;
		const char *reason, *line;
		int status;
	} want[] = {
		{ OUTCOME_PASS, NULL, "\nok 1 fsdax.ext4.hole.read-pmd-shared\n", 0 },
		{ OUTCOME_FAIL, "why", "\nnot ok 1 fsdax.ext4.hole.read-pmd-shared # why\n", 1 },
		{ OUTCOME_SKIP, "no pmem", "\nok 1 fsdax.ext4.hole.read-pmd-shared # SKIP no pmem\n",
		  4 },
		{ OUTCOME_XFAIL, "known", "\nok 1 fsdax.ext4.hole.read-pmd-shared # XFAIL known\n",
		  0 },
		{ OUTCOME_ERROR, "broken",
		  "\nnot ok 1 fsdax.ext4.hole.read-pmd-shared # ERROR broken\n", 2 },
		{ OUTCOME_TIMEOUT, "20 s",
		  "\nnot ok 1 fsdax.ext4.hole.read-pmd-shared # TIMEOUT 20 s\n", 1 },
		{ OUTCOME_ABORT, "oops # 1\n",
		  "\nnot ok 1 fsdax.ext4.hole.read-pmd-shared # ERROR oops _ 1\n", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		struct verdict v;
		int status;
		char *text;

		make_verdict(&v, want[i].outcome, want[i].reason);
		text = render("ktap", &v, &status);
		assert_int_equal(strncmp(text, "KTAP version 1\n1..2\n", 20), 0);
		assert_non_null(strstr(text, want[i].line));
		/* text of the kernel or a guest can never be taken for a result */
		assert_null(strstr(text, "\nnot ok 1 forged"));
		assert_int_equal(status, want[i].status);
		free(text);
		verdict_clear(&v);
	}
}

static void human_says_why_on_the_line(void **state)
{
	struct verdict v;
	int status;
	char *text;

	(void)state;
	make_verdict(&v, OUTCOME_FAIL, "smaps Rss: expected 0 kB, observed 2048 kB");
	text = render("human", &v, &status);
	assert_non_null(strstr(text, "FAIL    fsdax.ext4.hole.read-pmd-shared             "
			       "smaps Rss: expected 0 kB, observed 2048 kB\n"));
	assert_non_null(strstr(text, "> smaps"));
	assert_null(strchr(text, '\033'));
	free(text);
	verdict_clear(&v);
	make_verdict(&v, OUTCOME_PASS, NULL);
	text = render("human", &v, &status);
	assert_non_null(strstr(text, "PMD 2a5 huge zero folio: special\n"));
	assert_null(strstr(text, "> smaps"));
	free(text);
	verdict_clear(&v);
}

static void unknown_format(void **state)
{
	struct report *report = NULL;
	struct error *err = report_open(&report, "yaml", stdout);

	(void)state;
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_USAGE);
	assert_non_null(strstr(err->message, "yaml"));
	error_destroy(err);
}

static void exit_status_of_tallies(void **state)
{
	static const struct {
		enum outcome outcome;
		int status;
	} steps[] = { { OUTCOME_SKIP, 4 }, { OUTCOME_XFAIL, 0 }, { OUTCOME_PASS, 0 },
		      { OUTCOME_ERROR, 2 }, { OUTCOME_FAIL, 1 } };
	struct tally t = { 0 };

	(void)state;
	assert_int_equal(tally_exit_status(&t), 4);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		const struct verdict v = { .test = (char *)(i ? "a.test" : "known.an-issue"),
					   .outcome = steps[i].outcome };

		tally_add(&t, &v);
		tally_add(&t, &v);
		assert_int_equal(tally_exit_status(&t), steps[i].status);
	}
	assert_int_equal(t.tests, tally_total(&t) - 2);
	tally_clear(&t);
}

/* each name once, also if a thousand tests have the same, or one has what another was given */
static void names_are_unique(void **state)
{
	enum { NR = 1000 };
	static const char *const given[] = { "x", "x", "x-2", "x", "x_", "x ", "x-2" };
	static const char *const wanted[] = { "ok 1 x\n", "ok 2 x-2\n", "ok 3 x-2-2\n", "ok 4 x-3\n",
					      "ok 5 x_\n", "ok 6 x_-2\n", "ok 7 x-2-3\n" };
	guarded(free) char *text = NULL;
	struct line_set names = { 0 };
	struct report *report;
	char *rest, *line;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_null(report_open(&report, "ktap", out));
	report_start(report, "names", NR + 7);
	for (size_t i = 0; i < 7; i++)
		report_verdict(report, &(struct verdict){ .test = (char *)given[i] });
	for (size_t i = 0; i < NR; i++)
		report_verdict(report, &(struct verdict){ .test = (char *)"same" });
	report_end(report);
	fclose(out);
	for (size_t i = 0; i < 7; i++)
		assert_non_null(strstr(text, wanted[i]));
	rest = text;
	while ((line = strsep(&rest, "\n")))
		if (!strncmp(line, "ok ", 3))
			assert_int_equal((*line_set_add(&names, strchr(line + 3, ' ')))++, 0);
	/* and that of known issues */
	assert_int_equal(names.lines.nr, NR + 8);
	line_set_clear(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_round_trip),
		cmocka_unit_test(kinds_of_checks),
		cmocka_unit_test(answers_of_any_name),
		cmocka_unit_test(malformed_records_are_refused),
		cmocka_unit_test(ktap_of_each_outcome),
		cmocka_unit_test(human_says_why_on_the_line),
		cmocka_unit_test(unknown_format),
		cmocka_unit_test(exit_status_of_tallies),
		cmocka_unit_test(names_are_unique),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
