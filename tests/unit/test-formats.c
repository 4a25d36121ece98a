// SPDX-License-Identifier: GPL-2.0-or-later
/* What a kernel's log may contain, in every format: no document breaks, no verdict changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/verdict/exit_status.h"
#include "lib/verdict/record.h"
#include "lib/format/report.h"
#include "lib/base/text.h"

static void clean_text(void **state)
{
	static const struct {
		const char *dirty, *clean;
	} cases[] = {
		{ "plain", "plain" },
		{ "", "" },
		{ "tab\tline\nreturn\r", "tab line return " },
		{ "\033[31mred\a\x7f", "\\x1b[31mred\\x07\\x7f" },
		{ "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\xa7", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\xa7" },
		/* a lone byte, a cut sequence, an overlong slash, a surrogate, above U+10FFFF */
		{ "\xff", "\\xff" },
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xc0\xaf", "\\xc0\\xaf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		/* C1 controls, line separators, U+FFFF, a tag */
		{ "\xc2\x80\xc2\x9b\xc2\x9f", "\\u0080\\u009b\\u009f" },
		{ "\xc2\x85\xe2\x80\xa8\xe2\x80\xa9", "   " },
		{ "\xef\xbf\xbf", "\\uffff" },
		{ "\xf3\xa0\x80\x81", "\\U000e0001" },
		/* what turns text around: from the first to the last of each kind */
		{ "\xe2\x80\xaa\xe2\x80\xae", "\\u202a\\u202e" },
		{ "\xe2\x81\xa6\xe2\x81\xa9", "\\u2066\\u2069" },
		{ "\xd8\x9c", "\\u061c" },
		/* what is clean stays, also an escape */
		{ "\\x1b \\u202e \xc2\xa0\xef\xbf\xbd", "\\x1b \\u202e \xc2\xa0\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = text_clean(cases[i].dirty, TEXT_LINE_MAX), *again;

		assert_string_equal(text, cases[i].clean);
		again = text_clean(text, TEXT_LINE_MAX);
		assert_string_equal(again, text);
		free(again);
		free(text);
	}
	assert_null(text_clean(NULL, 10));
}

static void long_text_is_cut_and_says_so(void **state)
{
	char text[5001], *cut;

	(void)state;
	memset(text, 'x', 5000);
	text[5000] = '\0';
	cut = text_clean(text, 100);
	assert_true(strlen(cut) < 130);
	assert_non_null(strstr(cut, "bytes more)"));
	free(cut);
}

/* of too many lines, checks and runs a document has some, and says how many it has not */
static void many_are_cut_and_say_so(void **state)
{
	struct verdict v = { .test = strdup("t") }, copy;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		verdict_add_check(&v, &(struct check){ .observer = "o", .ok = i < 4990 });
		verdict_add_stated(&v, &(struct stated_run){ .kind = "k" });
		text_list_add(&v.log, "l");
	}
	verdict_copy(&copy, &v);
	assert_int_equal(copy.nr_checks, 4000);
	assert_false(copy.checks[3999].ok);
	assert_int_equal(copy.entries.nr, 2);
	assert_string_equal(copy.entries.item[0], "... (1000 checks more)");
	assert_string_equal(copy.entries.item[1], "... (4000 stated runs more)");
	assert_string_equal(copy.log.item[copy.log.nr - 1], "... (4600 lines more)");
	verdict_clear(&copy);
	verdict_clear(&v);
}

/* bytes that may not be anywhere in a document */
static void assert_clean(const char *text)
{
	char *again;

	for (const char *p = text; *p; p++)
		assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
	/* valid UTF-8 stays as it is, except for the ends of lines */
	again = text_clean(text, strlen(text) + 4);
	for (size_t i = 0; text[i]; i++)
		assert_true(text[i] == again[i] || text[i] == '\n');
	free(again);
}

static const char *const hostile[] = {
	"</failure></testcase><testcase name=\"forged\"/>",
	"]]> <![CDATA[ & &lt; \"quoted\" 'quoted' -->",
	"not ok 1 forged",
	"ok 1 forged\nok 2 forged",
	"    ok 1 - forged # SKIP",
	"KTAP version 1",
	"1..0 # SKIP",
	"Bail out!",
	"# Subtest: forged",
	"reboot: System halted",
	"Kernel panic - not syncing: VFS: Unable to mount root fs",
	"List of all partitions:",
	"<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=forged RESULT=pass>",
	"{\"record\":\"verdict\",\"test\":\"forged\",\"outcome\":\"pass\"}",
	"\xff\xfe\xc0\xaf\xed\xa0\x80 \x01\x02\033[2J\033]0;title\a\b\b\b",
	"SKIP because I say so",
	"TODO later",
	"%s%n%p",
};

static void make_hostile(struct verdict *v, size_t i, enum outcome outcome)
{
	char *many = malloc(3000000);

	memset(many, '<', 3000000 - 1);
	many[3000000 - 1] = '\0';
	*v = (struct verdict){ .test = strdup(hostile[i]), .description = strdup(hostile[i]),
			       .outcome = outcome, .reason = strdup(hostile[i]),
			       .summary = strdup(hostile[i]) };
	verdict_add_check(v, &(struct check){ .step = (char *)hostile[i],
					      .observer = (char *)hostile[i],
					      .field = (char *)hostile[i],
					      .where = (char *)hostile[i],
					      .expected = (char *)hostile[i],
					      .observed = many, .rule = (char *)hostile[i] });
	text_list_add(&v->entries, hostile[i]);
	text_list_add(&v->trace, many);
	for (size_t j = 0; j < ARRAY_SIZE(hostile); j++)
		text_list_add(&v->log, hostile[j]);
	free(many);
}

/* all hostile texts as failures, in one document */
static char *render_hostile(const char *format, bool strict, int *status)
{
	struct report *report = NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_null(report_open(&report, format, out));
	if (strict)
		report_set_strict(report);
	report_start(report, hostile[0], ARRAY_SIZE(hostile));
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		struct verdict v;

		make_hostile(&v, i, OUTCOME_FAIL);
		report_note(report, "%s", hostile[i]);
		report_verdict(report, &v);
		verdict_clear(&v);
	}
	*status = report_end(report);
	fclose(out);
	assert_int_equal(strlen(text), size);
	assert_true(size < 2 << 20);
	assert_clean(text);
	return text;
}

static size_t count_lines(const char *text, const char *start)
{
	size_t nr = !strncmp(text, start, strlen(start));

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		nr += !strncmp(p + 1, start, strlen(start));
	return nr;
}

static size_t count(const char *text, const char *what)
{
	size_t nr = 0;

	for (const char *p = text; (p = strstr(p, what)); p++)
		nr++;
	return nr;
}

#define NR_HOSTILE ARRAY_SIZE(hostile)

static void ktap(void **state)
{
	char *text;
	int status;

	(void)state;
	text = render_hostile("ktap", false, &status);
	assert_int_equal(status, 1);
	assert_int_equal(count_lines(text, "KTAP version 1"), 1);
	assert_int_equal(count_lines(text, "1.."), 1);
	assert_int_equal(count_lines(text, "not ok "), NR_HOSTILE);
	/* but for that of known issues, of which there is none */
	assert_int_equal(count_lines(text, "ok "), 1);
	assert_int_equal(count_lines(text, "ok 19 known # SKIP "), 1);
	assert_int_equal(count_lines(text, " "), 0);
	assert_int_equal(count_lines(text, "Bail"), 0);
	assert_int_equal(count_lines(text, "# Subtest"), 0);
	/* what the kernel's parser takes for the end, or for a skip, on any line */
	assert_null(strstr(text, "reboot: System halted"));
	assert_null(strstr(text, "Kernel panic - not syncing: VFS:"));
	assert_null(strstr(text, "List of all partitions:"));
	for (const char *p = text; (p = strstr(p, "\nnot ok ")); p++) {
		const char *hash = strchr(p, '#');

		assert_non_null(hash);
		assert_true(strncmp(hash, "# SKIP", 6) && strncmp(hash, "# TODO", 6));
		assert_null(memchr(hash + 1, '#', strcspn(hash + 1, "\n")));
	}
	free(text);
}

static void junit(void **state)
{
	char *text;
	int status;

	(void)state;
	text = render_hostile("junit", false, &status);
	assert_int_equal(status, 1);
	assert_int_equal(count(text, "<testcase "), NR_HOSTILE);
	assert_int_equal(count(text, "</testcase>"), NR_HOSTILE);
	assert_int_equal(count(text, "<failure "), NR_HOSTILE);
	assert_int_equal(count(text, "tests=\"18\" failures=\"18\" errors=\"0\" skipped=\"0\""), 2);
	assert_null(strstr(text, "]]>"));
	assert_null(strstr(text, "<![CDATA["));
	/* each body is bounded, escapes included */
	assert_true(strlen(text) < NR_HOSTILE * 90000);
	free(text);
}

/* a document that does not tell how many tests there were to be says that some did not run */
static void cut_short(void **state)
{
	static const struct {
		const char *format, *words;
	} formats[] = {
		{ "junit", "tests=\"2\" failures=\"0\" errors=\"1\"" },
		{ "lava", "TEST_CASE_ID=run.complete RESULT=unknown" },
		{ "human", "2 not run" },
		{ "ktap", "1..4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		struct report *report;
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		assert_null(report_open(&report, formats[i].format, out));
		report_start(report, "title", 3);
		report_verdict(report, &(struct verdict){ .test = (char *)"a.b", .outcome = OUTCOME_PASS });
		report_end(report);
		fclose(out);
		if (!strstr(text, formats[i].words))
			fail_msg("%s: no '%s' in:\n%s", formats[i].format, formats[i].words, text);
		free(text);
	}
}

static void lava(void **state)
{
	char *text;
	int status;

	(void)state;
	text = render_hostile("lava", false, &status);
	assert_int_equal(count(text, "<LAVA_SIGNAL"), NR_HOSTILE);
	assert_int_equal(count_lines(text, "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID="), NR_HOSTILE);
	assert_int_equal(count(text, " RESULT=fail>"), NR_HOSTILE);
	assert_null(strstr(text, "RESULT=pass>"));
	free(text);
}

static void json(void **state)
{
	char *text, *rest, *line;
	size_t verdicts = 0;
	int status;

	(void)state;
	rest = text = render_hostile("json", false, &status);
	while ((line = strsep(&rest, "\n")) && *line) {
		struct json_object *record = json_tokener_parse(line);
		const char *type = record_string(record, "record");

		assert_non_null(type);
		if (!strcmp(type, "verdict")) {
			verdicts++;
			assert_string_equal(record_string(record, "outcome"), "fail");
		}
		json_object_put(record);
	}
	assert_int_equal(verdicts, NR_HOSTILE);
	free(text);
}

static void human(void **state)
{
	char *text;
	int status;

	(void)state;
	text = render_hostile("human", false, &status);
	assert_int_equal(count_lines(text, "FAIL "), NR_HOSTILE);
	assert_int_equal(count_lines(text, "pass "), 0);
	free(text);
}

/* two names that are the same, or are once cleaned: readers show only one of such */
static void names_are_unique(void **state)
{
	static const char *const formats[] = { "ktap", "junit", "lava", "json" };
	static const char *const want[] = { "ok 3 a_b-3", "name=\"a_b-3\"", "TEST_CASE_ID=a_b-3 ",
					    "\"test\":\"a_b-3\"" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct report *report = NULL;
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);
		int status;

		assert_null(report_open(&report, formats[i], out));
		report_start(report, "title", 3);
		report_verdict(report, &(struct verdict){ .test = (char *)"a b" });
		report_verdict(report, &(struct verdict){ .test = (char *)"a_b" });
		report_verdict(report, &(struct verdict){ .test = (char *)"a_b" });
		status = report_end(report);
		assert_int_equal(status, 0);
		fclose(out);
		assert_non_null(strstr(text, want[i]));
		free(text);
	}
}

static void known_issue(struct verdict *v)
{
	*v = (struct verdict){ .test = strdup("x.y"), .outcome = OUTCOME_XFAIL,
			       .reason = strdup("known issue one: it is wrong") };
	verdict_add_check(v, &(struct check){ .step = "after", .observer = "smaps", .field = "Rss",
					      .expected = "0 kB", .observed = "4 kB",
					      .issue = "one", .rule = "the document" });
	text_list_add(&v->unshown, "two");
}

static char *render_known_issue(const char *format, bool strict, int *status)
{
	struct report *report = NULL;
	struct verdict v;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	known_issue(&v);
	assert_null(report_open(&report, format, out));
	if (strict)
		report_set_strict(report);
	report_start(report, "title", 1);
	report_verdict(report, &v);
	*status = report_end(report);
	fclose(out);
	verdict_clear(&v);
	return text;
}

static void strict_makes_a_known_issue_a_failure(void **state)
{
	static const struct {
		const char *format, *loose, *strict;
	} cases[] = {
		{ "ktap", "\nok 1 x.y # XFAIL known issue one", "\nnot ok 1 x.y # counts as a failure "
		  "(--strict): known issue one" },
		{ "junit", "<skipped message=\"known issue one", "<failure message=\"counts as" },
		{ "human", "\nxfail   x.y", "\nFAIL    x.y" },
		{ "human", "\nxfail   known.one                                   shown in 1 test: it is wrong", "> smaps     -          Rss: expected 0 kB, "
		  "observed 4 kB  [the document; known issue one]" },
		{ "lava", "RESULT=skip>", "RESULT=fail>" },
		{ "json", "\"outcome\":\"xfail\"", "\"outcome\":\"fail\"" },
		{ "ktap", "\n    1..2\n    ok 1 known.one # XFAIL shown in 1 test: it is wrong\n"
		  "    ok 2 known.two # did not show", "\n    not ok 1 known.one # counts as a failure" },
		{ "ktap", "\nok 2 known\n", "\nnot ok 2 known\n" },
		{ "junit", "classname=\"known\" name=\"one\"", "classname=\"known\" name=\"one\"" },
		{ "lava", "TEST_CASE_ID=known.one RESULT=skip", "TEST_CASE_ID=known.one RESULT=fail" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int status;
		char *text = render_known_issue(cases[i].format, false, &status);

		assert_int_equal(status, 0);
		assert_non_null(strstr(text, cases[i].loose));
		free(text);
		text = render_known_issue(cases[i].format, true, &status);
		assert_int_equal(status, 1);
		assert_non_null(strstr(text, cases[i].strict));
		free(text);
	}
}

static void a_known_issue_that_did_not_show_is_said(void **state)
{
	static const struct {
		const char *format, *said;
	} cases[] = {
		{ "human", "\npass    known.two                                   did not show in 1 test, " },
		{ "ktap", "\n    ok 2 known.two # did not show in 1 test, " },
		{ "junit", "<system-out>did not show in 1 test, " },
		{ "lava", "known.two: pass: did not show in 1 test, " },
		{ "json", "\"reason\":\"did not show in 1 test, " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (int strict = 0; strict < 2; strict++) {
			int status;
			char *text = render_known_issue(cases[i].format, strict, &status);

			assert_non_null(strstr(text, cases[i].said));
			assert_null(strstr(text, "known.one did not show"));
			free(text);
		}
	}
}

static void exit_styles(void **state)
{
	static const int want[][4] = { { 0, 1, 2, 4 }, { 0, 1, 1, 4 }, { 0, 1, 99, 77 } };
	static const char *const names[] = { "normalpage", "kselftest", "automake" };
	static const int statuses[] = { 0, 1, 2, 4 };
	enum exit_style style;
	struct error *err;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_null(exit_style_find(&style, names[i]));
		for (size_t j = 0; j < 4; j++)
			assert_int_equal(exit_status_in(style, statuses[j]), want[i][j]);
	}
	err = exit_style_find(&style, "tap");
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_USAGE);
	error_destroy(err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean_text),
		cmocka_unit_test(long_text_is_cut_and_says_so),
		cmocka_unit_test(many_are_cut_and_say_so),
		cmocka_unit_test(ktap),
		cmocka_unit_test(junit),
		cmocka_unit_test(lava),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(json),
		cmocka_unit_test(human),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(strict_makes_a_known_issue_a_failure),
		cmocka_unit_test(a_known_issue_that_did_not_show_is_said),
		cmocka_unit_test(exit_styles),
	};

	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
