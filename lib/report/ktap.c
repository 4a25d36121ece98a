// SPDX-License-Identifier: GPL-2.0-or-later
/* KTAP version 1, Documentation/dev-tools/ktap.rst */
#include <string.h>

#include "lib/report/report.h"

/* "#" would start the diagnostic data, and a line end would end the result */
static void put_text(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text == '#' || (unsigned char)*text < ' ' ? '_' : *text, out);
}

static void put_diagnostic(FILE *out, const char *test, const char *text)
{
	fprintf(out, "# %s: ", test);
	for (; *text; text++)
		fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
	fputc('\n', out);
}

static void put_lines(FILE *out, const char *test, const struct lines *lines)
{
	for (size_t i = 0; i < lines->nr; i++)
		put_diagnostic(out, test, lines->line[i]);
}

static void ktap_start(FILE *out, const char *title, size_t planned)
{
	fputs("KTAP version 1\n", out);
	if (planned)
		fprintf(out, "1..%zu\n", planned);
	fprintf(out, "# %s\n", title);
}

static void put_evidence(FILE *out, const struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *c = &v->checks[i];

		if (!c->ok)
			fprintf(out, "# %s: %s: %s %s at %s: expected %s, observed %s%s%s%s\n",
				v->test, c->step ? c->step : "", c->observer,
				c->field ? c->field : "", c->where ? c->where : "", c->expected,
				c->observed, c->rule ? " (" : "", c->rule ? c->rule : "",
				c->rule ? ")" : "");
	}
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

static void ktap_verdict(FILE *out, const struct verdict *v, size_t index)
{
	/* as kselftest does, an expected failure is "ok" with its directive */
	bool ok = v->outcome == OUTCOME_PASS || v->outcome == OUTCOME_SKIP ||
		  v->outcome == OUTCOME_XFAIL;
	const char *dir = directive(v->outcome);

	if (v->outcome != OUTCOME_PASS && v->outcome != OUTCOME_SKIP)
		put_evidence(out, v);
	fprintf(out, "%s %zu ", ok ? "ok" : "not ok", index);
	put_text(out, v->test);
	if (dir || v->reason)
		fputs(" #", out);
	if (dir)
		fprintf(out, " %s", dir);
	if (v->reason) {
		fputc(' ', out);
		put_text(out, v->reason);
	}
	fputc('\n', out);
}

static void ktap_note(FILE *out, const char *text)
{
	fputs("# ", out);
	put_text(out, text);
	fputc('\n', out);
}

static void ktap_end(FILE *out, const struct tally *tally, size_t planned)
{
	unsigned int total = 0;

	for (int i = 0; i < NR_OUTCOMES; i++)
		total += tally->count[i];
	if (!planned)
		fprintf(out, "1..%u\n", total);
	fputs("# Totals:", out);
	for (int i = 0; i < NR_OUTCOMES; i++)
		fprintf(out, " %s:%u", outcome_name(i), tally->count[i]);
	fputc('\n', out);
}

REPORT_FORMAT(ktap) = {
	.name = "ktap",
	.start = ktap_start,
	.verdict = ktap_verdict,
	.note = ktap_note,
	.end = ktap_end,
};
