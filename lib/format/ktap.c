// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * KTAP version 1, Documentation/dev-tools/ktap.rst; and, in its diagnostic lines, what openQA's parser
 * (lib/OpenQA/Parser/Format/KTAP.pm) looks for: it knows no results but those that run_kselftest.sh shows
 * of a test program, "# ok 1 NAME" below "# selftests: COLLECTION: PROGRAM".
 */
#include <ctype.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/format/report.h"

/*
 * tools/testing/kunit/kunit_parser.py takes these for the end of all results wherever they stand in a
 * line (KTAP_END), and a log may well have one of them.
 */
static const char *const ends[] = {
	"List of all partitions:",
	"Kernel panic - not syncing: VFS:",
	"reboot: System halted",
};

static bool is_end(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (!strncmp(text, ends[i], strlen(ends[i])))
			return true;
	return false;
}

/* @result: on a result line, where "#" would start the diagnostic data */
static void put_text(FILE *out, const char *text, bool result)
{
	for (; *text; text++) {
		fputc(result && *text == '#' ? '_' : *text, out);
		if (is_end(text))
			fputc('\'', out);
	}
}

/*
 * "selftests: a: b" at the start of a diagnostic line means something to openQA, and so does "[OK]" at the
 * end. All of these are '_' in text_id() too, so that names that differ still do.
 */
static void put_name(FILE *out, const char *name)
{
	for (; *name; name++)
		fputc(strchr("#:[]", *name) ? '_' : *name, out);
}

static void put_diagnostic(FILE *out, const char *test, const char *text)
{
	fputs("# ", out);
	put_name(out, test);
	fputs(": ", out);
	put_text(out, text, false);
	fputc('\n', out);
}

static void put_lines(FILE *out, const char *test, const struct string_list *lines)
{
	for (size_t i = 0; i < lines->nr; i++)
		put_diagnostic(out, test, lines->item[i]);
}

static void put_note(FILE *out, const char *text)
{
	fputs("# note: ", out);
	put_text(out, text, false);
	fputc('\n', out);
}

static void ktap_start(FILE *out, const char *title, size_t planned)
{
	/* known issues are one test more: which ones is known in the end */
	fprintf(out, "KTAP version 1\n1..%zu\n", planned + 1);
	put_note(out, title);
}

static void put_check(FILE *out, const char *test, const struct check *c)
{
	guarded(free) char *text = NULL;

	text = string_format("%s: %s%s%s at %s: expected %s, observed %s%s%s%s",
		     c->step && *c->step ? c->step : "at the end", c->observer, c->field ? " " : "",
		     c->field ? c->field : "", c->where ? c->where : "-", c->expected, c->observed,
		     c->rule ? " (" : "", c->rule ? c->rule : "", c->rule ? ")" : "");
	put_diagnostic(out, test, text);
}

static void put_evidence(FILE *out, const struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++)
		if (!v->checks[i].ok)
			put_check(out, v->test, &v->checks[i]);
	put_lines(out, v->test, &v->entries);
	put_lines(out, v->test, &v->trace);
	put_lines(out, v->test, &v->log);
}

static const char *directive(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_SKIP:
		return "SKIP";
	case OUTCOME_XFAIL:
		return "XFAIL";
	case OUTCOME_TIMEOUT:
		return "TIMEOUT";
	case OUTCOME_ERROR:
	case OUTCOME_ABORT:
		return "ERROR";
	default:
		return NULL;
	}
}

/* a plain failure's reason must not read as a directive, which would turn its verdict around */
static bool reads_as_directive(const char *reason)
{
	static const char *const words[] = { "SKIP", "TODO", "XFAIL", "TIMEOUT", "ERROR" };

	/* readers leave out blanks, some those of Unicode as well */
	while (*reason && !isalnum((unsigned char)*reason))
		reason++;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strncasecmp(reason, words[i], strlen(words[i])))
			return true;
	return false;
}

/* as kselftest does, an expected failure is "ok" with its directive */
static bool is_ok(enum outcome outcome)
{
	return outcome == OUTCOME_PASS || outcome == OUTCOME_SKIP || outcome == OUTCOME_XFAIL;
}

static void put_result(FILE *out, const struct verdict *v, size_t index, const char *dir)
{
	fprintf(out, "%s %zu ", is_ok(v->outcome) ? "ok" : "not ok", index);
	put_name(out, v->test);
	/* a '#' with nothing behind it is no result to tools/testing/kunit/kunit_parser.py */
	if (dir || v->reason)
		fputs(" #", out);
	if (dir)
		fprintf(out, " %s", dir);
	if (v->reason) {
		fputs(!dir && reads_as_directive(v->reason) ? " reason: " : " ", out);
		put_text(out, v->reason, true);
	}
	fputc('\n', out);
}

/* openQA knows a failure that is expected as TODO; a group whose tests are all skipped would count as passed */
static void put_openqa(FILE *out, const struct verdict *v)
{
	if (v->outcome == OUTCOME_SKIP)
		return;
	fputs("# selftests: normalpage: ", out);
	put_name(out, v->test);
	fputc('\n', out);
	if (v->outcome != OUTCOME_PASS)
		put_evidence(out, v);
	fputs("# ", out);
	put_result(out, v, 1, v->outcome == OUTCOME_XFAIL ? "TODO" : directive(v->outcome));
}

static void ktap_verdict(FILE *out, const struct verdict *v, size_t index)
{
	put_openqa(out, v);
	put_result(out, v, index, directive(v->outcome));
}

/* as a subtest */
static void put_issue(FILE *out, const struct verdict *v, size_t index)
{
	fputs("    ", out);
	put_result(out, v, index, directive(v->outcome));
}

static void ktap_known(FILE *out, const struct verdict *v, size_t nr, size_t index)
{
	struct verdict all = { .test = (char *)"known", .outcome = nr ? OUTCOME_PASS : OUTCOME_SKIP,
			       .reason = nr ? NULL : (char *)"no test met a known issue" };

	for (size_t i = 0; i < nr; i++) {
		put_openqa(out, &v[i]);
		if (!is_ok(v[i].outcome))
			all.outcome = OUTCOME_FAIL;
	}
	if (nr)
		fprintf(out, "    KTAP version 1\n    1..%zu\n", nr);
	for (size_t i = 0; i < nr; i++)
		put_issue(out, &v[i], i + 1);
	put_result(out, &all, index, directive(all.outcome));
}

/* the line that tools/testing/selftests/kselftest.h:ksft_print_cnts() writes */
static void put_totals(FILE *out, const struct tally *tally)
{
	const unsigned int *n = tally->count;

	fprintf(out, "# Totals: pass:%u fail:%u xfail:%u xpass:0 skip:%u error:%u\n",
		n[OUTCOME_PASS], n[OUTCOME_FAIL] + n[OUTCOME_TIMEOUT], n[OUTCOME_XFAIL],
		n[OUTCOME_SKIP], n[OUTCOME_ERROR] + n[OUTCOME_ABORT]);
}

static void ktap_end(FILE *out, const struct tally *tally, size_t planned)
{
	(void)planned;
	put_totals(out, tally);
}

REPORT_FORMAT(ktap) = {
	.name = "ktap",
	/* prove demands one, and the kernel's parser takes none at the end */
	.needs_plan = true,
	.tells_plan = true,
	.start = ktap_start,
	.verdict = ktap_verdict,
	.known = ktap_known,
	.note = put_note,
	.end = ktap_end,
};
