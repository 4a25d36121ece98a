// SPDX-License-Identifier: GPL-2.0-or-later
/* The view for people: one line a verdict, evidence under what did not hold. */
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/format/report.h"

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

static void human_run(FILE *out, const struct run_info *run, bool only)
{
	guarded(free) char *title = run_info_title(run);

	/* the document's title says the same */
	if (!only)
		fprintf(out, "\n%s\n", title);
}

static bool in_step(const struct check *c, const char *step)
{
	return !strcmp(c->step ? c->step : "", step);
}

static int observer_width(const struct verdict *v, const char *step)
{
	size_t width = 8;

	for (size_t i = 0; i < v->nr_checks; i++)
		if (in_step(&v->checks[i], step) && strlen(v->checks[i].observer) > width)
			width = strlen(v->checks[i].observer);
	return (int)width;
}

/* a step in which something disagrees: all observers side by side, the one that disagrees marked */
static void put_step(FILE *out, const struct verdict *v, const char *step)
{
	int width = observer_width(v, step);

	fprintf(out, "        %s:\n", *step ? step : "at the end");
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *c = &v->checks[i];

		if (!in_step(c, step))
			continue;
		fprintf(out, "        %s %-*s  %-9s  ", c->ok ? " " : c->issue ? "~" : ">", width,
			c->observer, c->where ? c->where : "-");
		if (c->field)
			fprintf(out, "%s: ", c->field);
		if (c->ok)
			fprintf(out, "%s\n", c->observed);
		else
			fprintf(out, "expected %s, observed %s  [%s]\n", c->expected, c->observed,
				c->issue ? c->issue : c->rule ? c->rule : "no rule");
	}
}

static void put_failed_steps(FILE *out, const struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		const char *step = v->checks[i].step ? v->checks[i].step : "";
		bool shown = false;

		if (v->checks[i].ok || v->checks[i].issue)
			continue;
		for (size_t j = 0; j < i; j++)
			shown |= !v->checks[j].ok && !v->checks[j].issue &&
				 in_step(&v->checks[j], step);
		if (!shown)
			put_step(out, v, step);
	}
}

static void put_lines(FILE *out, const char *title, const struct string_list *lines)
{
	for (size_t i = 0; i < lines->nr; i++)
		fprintf(out, "        %-6s  %s\n", i ? "" : title, lines->item[i]);
}

/* a known issue says little about this verdict: what was found comes first, the issue has a line of its own */
static char *headline(const struct verdict *v)
{
	if (v->summary && v->reason && v->outcome == OUTCOME_PASS)
		return string_format("%s (%s)", v->summary, v->reason);
	if (v->summary && (!v->reason || v->outcome == OUTCOME_XFAIL))
		return string_copy(v->summary);
	return string_copy(v->reason ? v->reason : "");
}

static void human_verdict(FILE *out, const struct verdict *v, size_t index)
{
	bool colour = use_colour(out);
	guarded(free) char *text = headline(v);

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
	unsigned int total = tally_total(tally);
	const struct string_list *observers = &tally->observers.lines;

	fprintf(out, "\n%u verdicts: ", total);
	for (int i = 0; i < NR_OUTCOMES; i++) {
		if (!tally->count[i])
			continue;
		fprintf(out, "%s%u %s", separator, tally->count[i], outcome_name(i));
		separator = ", ";
	}
	if (planned > tally->tests)
		fprintf(out, "%s%zu not run", separator, planned - tally->tests);
	fputc('\n', out);
	for (size_t i = 0; i < observers->nr; i++)
		fprintf(out, "%s%s", i ? ", " : "asked: ", observers->item[i]);
	if (observers->nr)
		fputc('\n', out);
}

REPORT_FORMAT(human) = {
	.name = "human",
	.tells_plan = true,
	.start = human_start,
	.run = human_run,
	.verdict = human_verdict,
	.note = human_note,
	.end = human_end,
};
