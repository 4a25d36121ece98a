// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signals that LAVA's dispatcher finds in a job's output, one test case each (LAVA's documentation,
 * "Writing a LAVA test definition": "Using LAVA signals"). A test case's name has no white space.
 */
#include "lib/format/report.h"
#include "lib/base/text.h"

/* a dispatcher takes a signal wherever it stands in a line: text that looks like one must not be one */
static void put_text(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text == '<' ? '(' : *text == '>' ? ')' : *text, out);
	fputc('\n', out);
}

static const char *result_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASS:
		return "pass";
	/* there is no word for a failure that is expected, and it is no pass */
	case OUTCOME_XFAIL:
	case OUTCOME_SKIP:
		return "skip";
	case OUTCOME_FAIL:
	case OUTCOME_TIMEOUT:
	case OUTCOME_ABORT:
		return "fail";
	default:
		return "unknown";
	}
}

static void lava_start(FILE *out, const char *title, size_t planned)
{
	(void)planned;
	put_text(out, title);
}

static void lava_verdict(FILE *out, const struct verdict *v, size_t index)
{
	guarded(free) char *id = text_id(v->test);

	(void)index;
	if (v->reason) {
		fprintf(out, "%s: %s: ", id, outcome_name(v->outcome));
		put_text(out, v->reason);
	}
	fprintf(out, "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=%s RESULT=%s>\n", id,
		result_of(v->outcome));
}

static void lava_note(FILE *out, const char *text)
{
	put_text(out, text);
}

static void lava_end(FILE *out, const struct tally *tally, size_t planned)
{
	(void)planned;
	fprintf(out, "%u verdicts\n", tally_total(tally));
}

REPORT_FORMAT(lava) = {
	.name = "lava",
	.start = lava_start,
	.verdict = lava_verdict,
	.note = lava_note,
	.end = lava_end,
};
