// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * JUnit XML as GitLab and Jenkins read it: no schema is official; both take testsuites, testsuite,
 * testcase (name, classname, time) and in it failure, error or skipped (message, and a body). GitLab
 * shows the body, Jenkins the message and the body; of two test cases with the same names both show
 * one.
 */
#include <stdarg.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/format/report.h"
#include "lib/format/xml_text.h"

/* of the body of one test case: GitLab takes files of 30 MiB in all */
#define BODY_MAX 16384

static void put_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	xml_text(out, value);
	fputc('"', out);
}

/** struct body - text of a test case, bounded */
struct body {
	FILE *out;
	size_t left;
};

static __attribute__((format(printf, 2, 3))) void put_line(struct body *body, const char *fmt, ...)
{
	guarded(free) char *line = NULL;
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	line = string_vformat(fmt, ap);
	va_end(ap);
	n = strlen(line);
	if (!body->left)
		return;
	if (n + 1 > body->left) {
		fputs("... (more is in the records)\n", body->out);
		body->left = 0;
		return;
	}
	body->left -= n + 1;
	xml_text(body->out, line);
	fputc('\n', body->out);
}

static void put_lines(struct body *body, const char *title, const struct string_list *lines)
{
	if (lines->nr)
		put_line(body, "%s:", title);
	for (size_t i = 0; i < lines->nr; i++)
		put_line(body, "  %s", lines->item[i]);
}

static void put_evidence(FILE *out, const struct verdict *v)
{
	struct body body = { out, BODY_MAX };

	if (v->reason)
		put_line(&body, "%s", v->reason);
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *c = &v->checks[i];

		if (!c->ok)
			put_line(&body, "%s: %s%s%s at %s: expected %s, observed %s%s%s%s",
				 c->step && *c->step ? c->step : "at the end", c->observer,
				 c->field ? " " : "", c->field ? c->field : "",
				 c->where ? c->where : "-", c->expected, c->observed,
				 c->rule ? " (" : "", c->rule ? c->rule : "", c->rule ? ")" : "");
	}
	put_lines(&body, "entries", &v->entries);
	put_lines(&body, "kernel log", &v->log);
	put_lines(&body, "trace", &v->trace);
}

static void put_result(FILE *out, const struct verdict *v, const char *element)
{
	fprintf(out, "      <%s", element);
	put_attribute(out, "message", v->reason ? v->reason : outcome_name(v->outcome));
	if (strcmp(element, "skipped"))
		put_attribute(out, "type", outcome_name(v->outcome));
	fputc('>', out);
	put_evidence(out, v);
	fprintf(out, "</%s>\n", element);
}

static const char *element_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_FAIL:
	case OUTCOME_TIMEOUT:
	case OUTCOME_ABORT:
		return "failure";
	case OUTCOME_ERROR:
		return "error";
	/* there is no word for a failure that is expected, and it is no pass */
	case OUTCOME_XFAIL:
	case OUTCOME_SKIP:
		return "skipped";
	default:
		return NULL;
	}
}

/* "fsdax.ext4.hole.read-pmd" is the test read-pmd of the class fsdax.ext4.hole */
static void put_names(FILE *out, const char *test)
{
	const char *dot = strrchr(test, '.');
	guarded(free) char *class = dot && dot != test ? string_copy_n(test, (size_t)(dot - test)) :
							 string_copy("normalpage");

	put_attribute(out, "classname", class);
	put_attribute(out, "name", dot && dot != test && dot[1] ? dot + 1 : test);
}

static void junit_head(FILE *out, const char *title, const struct tally *tally, double seconds)
{
	const unsigned int *n = tally->count;
	guarded(free) char *totals = NULL;

	totals = string_format(" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\" "
		     "time=\"%.3f\"", tally_total(tally),
		     n[OUTCOME_FAIL] + n[OUTCOME_TIMEOUT] + n[OUTCOME_ABORT], n[OUTCOME_ERROR],
		     n[OUTCOME_SKIP] + n[OUTCOME_XFAIL], seconds);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", out);
	put_attribute(out, "name", title);
	fprintf(out, "%s>\n  <testsuite", totals);
	put_attribute(out, "name", title);
	fprintf(out, "%s>\n", totals);
}

/* what is to be said of a test that passed */
static void put_remark(FILE *out, const char *text)
{
	fputs(">\n      <system-out>", out);
	xml_text(out, text);
	fputs("</system-out>\n    </testcase>\n", out);
}

static void junit_verdict(FILE *out, const struct verdict *v, size_t index)
{
	const char *element = element_of(v->outcome);

	(void)index;
	fputs("    <testcase", out);
	put_names(out, v->test);
	fprintf(out, " time=\"%.3f\"", v->seconds);
	if (!element && !v->reason) {
		fputs("/>\n", out);
		return;
	}
	if (!element) {
		put_remark(out, v->reason);
		return;
	}
	fputs(">\n", out);
	put_result(out, v, element);
	fputs("    </testcase>\n", out);
}

/* a comment holds no "--"; the schemas have system-out only after the test cases */
static void junit_note(FILE *out, const char *text)
{
	fputs("    <!-- ", out);
	for (char last = ' '; *text; last = *text++)
		fprintf(out, "%s%c", *text == '-' && last == '-' ? " " : "",
			*text == '<' || (*text == '>' && last == ']') ? '?' : *text);
	fputs(" -->\n", out);
}

static void junit_end(FILE *out, const struct tally *tally, size_t planned)
{
	(void)planned;
	(void)tally;
	fputs("  </testsuite>\n</testsuites>\n", out);
}

REPORT_FORMAT(junit) = {
	.name = "junit",
	.head = junit_head,
	.verdict = junit_verdict,
	.note = junit_note,
	.end = junit_end,
};
