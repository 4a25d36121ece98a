// SPDX-License-Identifier: GPL-2.0-or-later
/* The view for people: one line a verdict, evidence under what did not hold. */
#include <string.h>

#include "lib/report/report.h"

#define NAME_WIDTH 42

static const char *const labels[NR_OUTCOMES] = {
	[OUTCOME_PASS] = "pass",
	[OUTCOME_FAIL] = "FAIL",
	[OUTCOME_SKIP] = "skip",
	[OUTCOME_XFAIL] = "xfail",
	[OUTCOME_ERROR] = "ERROR",
	[OUTCOME_TIMEOUT] = "TIMEOUT",
	[OUTCOME_ABORT] = "ABORT",
};

static const char *const colours[NR_OUTCOMES] = {
	[OUTCOME_PASS] = "\033[32m",
	[OUTCOME_FAIL] = "\033[1;31m",
	[OUTCOME_SKIP] = "\033[2m",
	[OUTCOME_XFAIL] = "\033[33m",
	[OUTCOME_ERROR] = "\033[1;31m",
	[OUTCOME_TIMEOUT] = "\033[1;31m",
	[OUTCOME_ABORT] = "\033[1;31m",
};

static bool use_colour(FILE *out)
{
	return isatty(fileno(out)) && !getenv("NO_COLOR");
}

static void human_start(FILE *out, const char *title, size_t planned)
{
	fprintf(out, "%s", title);
	if (planned)
		fprintf(out, ", %zu tests", planned);
	fputs("\n\n", out);
}

static size_t width(const struct verdict *v, const char *(*get)(const struct check *),
		    const char *step, size_t least)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		const char *text = get(&v->checks[i]);

		if (!strcmp(v->checks[i].step, step) && text && strlen(text) > least)
			least = strlen(text);
	}
	return least;
}

static const char *get_observer(const struct check *c)
{
	return c->observer;
}

static const char *get_field(const struct check *c)
{
	return c->field;
}

static const char *get_where(const struct check *c)
{
	return c->where;
}

static const char *get_expected(const struct check *c)
{
	return c->expected;
}

static const char *get_observed(const struct check *c)
{
	return c->observed;
}

static const char *or_dash(const char *text)
{
	return text && *text ? text : "-";
}

/* a step in which something disagrees: all observers side by side, the one that disagrees marked */
static void put_step(FILE *out, const struct verdict *v, const char *step)
{
	int observer = (int)width(v, get_observer, step, 8);
	int field = (int)width(v, get_field, step, 5);
	int where = (int)width(v, get_where, step, 5);
	int expected = (int)width(v, get_expected, step, 8);
	int observed = (int)width(v, get_observed, step, 8);

	fprintf(out, "        %s:\n", *step ? step : "at the end");
	fprintf(out, "          %-*s  %-*s  %-*s  %-*s  %-*s  rule\n", observer, "observer", field,
		"field", where, "where", expected, "expected", observed, "observed");
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *c = &v->checks[i];

		if (strcmp(c->step, step))
			continue;
		fprintf(out, "        %s %-*s  %-*s  %-*s  %-*s  %-*s  %s\n",
			c->ok ? " " : c->issue ? "~" : ">", observer, c->observer, field,
			or_dash(c->field), where, or_dash(c->where), expected,
			or_dash(c->expected), observed, or_dash(c->observed),
			c->ok ? "" : or_dash(c->rule));
	}
}

static void put_failed_steps(FILE *out, const struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		bool shown = false;

		if (v->checks[i].ok)
			continue;
		for (size_t j = 0; j < i; j++)
			shown |= !v->checks[j].ok &&
				 !strcmp(v->checks[j].step, v->checks[i].step);
		if (!shown)
			put_step(out, v, v->checks[i].step);
	}
}

static void put_lines(FILE *out, const char *title, const struct lines *lines)
{
	for (size_t i = 0; i < lines->nr; i++)
		fprintf(out, "        %-6s  %s\n", i ? "" : title, lines->line[i]);
}

/* a known issue says little about this verdict: what was found comes first, the issue at the end */
static const char *headline(const struct verdict *v)
{
	if (v->summary && (!v->reason || v->outcome == OUTCOME_XFAIL))
		return v->summary;
	return v->reason ? v->reason : "";
}

static void human_verdict(FILE *out, const struct verdict *v, size_t index)
{
	bool colour = use_colour(out);
	const char *text = headline(v);

	(void)index;
	fprintf(out, "%s%-7s%s %-*s  %s\n", colour ? colours[v->outcome] : "", labels[v->outcome],
		colour ? "\033[0m" : "", NAME_WIDTH, v->test, text);
	if (v->outcome == OUTCOME_PASS || v->outcome == OUTCOME_SKIP ||
	    v->outcome == OUTCOME_XFAIL)
		return;
	put_failed_steps(out, v);
	put_lines(out, "entry", &v->entries);
	put_lines(out, "trace", &v->trace);
	put_lines(out, "log", &v->log);
	fputc('\n', out);
}

static void human_note(FILE *out, const char *text)
{
	fprintf(out, "note    %s\n", text);
}

static void human_end(FILE *out, const struct tally *tally, size_t planned)
{
	const char *separator = "";
	unsigned int total = 0;

	for (int i = 0; i < NR_OUTCOMES; i++)
		total += tally->count[i];
	fprintf(out, "\n%u verdicts: ", total);
	for (int i = 0; i < NR_OUTCOMES; i++) {
		if (!tally->count[i])
			continue;
		fprintf(out, "%s%u %s", separator, tally->count[i], outcome_name(i));
		separator = ", ";
	}
	if (planned > total)
		fprintf(out, "%s%zu not run", separator, planned - total);
	fputc('\n', out);
	for (size_t i = 0; i < tally->issues.nr; i++)
		fprintf(out, "xfail: %s\n", tally->issues.line[i]);
}

REPORT_FORMAT(human) = {
	.name = "human",
	.start = human_start,
	.verdict = human_verdict,
	.note = human_note,
	.end = human_end,
};
