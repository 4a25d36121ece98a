// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/report/report.h"

#include <stdarg.h>
#include <string.h>

struct report {
	const struct report_format *format;
	FILE *out;
	size_t planned;
	size_t written;
	struct tally tally;
};

extern const struct report_format *const __start_report_formats[];
extern const struct report_format *const __stop_report_formats[];

static void add_once(struct lines *lines, const char *text)
{
	for (size_t i = 0; i < lines->nr; i++)
		if (!strcmp(lines->line[i], text))
			return;
	lines_add(lines, text);
}

void tally_add(struct tally *tally, const struct verdict *v)
{
	tally->count[v->outcome]++;
	if (v->outcome == OUTCOME_XFAIL && v->reason)
		add_once(&tally->issues, v->reason);
	for (size_t i = 0; i < v->nr_checks; i++)
		add_once(&tally->observers, v->checks[i].observer);
}

void tally_clear(struct tally *tally)
{
	lines_clear(&tally->issues);
	lines_clear(&tally->observers);
}

int tally_exit_status(const struct tally *tally)
{
	const unsigned int *n = tally->count;

	if (n[OUTCOME_FAIL] || n[OUTCOME_TIMEOUT] || n[OUTCOME_ABORT])
		return 1;
	if (n[OUTCOME_ERROR])
		return 2;
	if (!n[OUTCOME_PASS] && !n[OUTCOME_XFAIL])
		return 4;
	return 0;
}

struct error *report_open(struct report **report, const char *format, FILE *out)
{
	for (const struct report_format *const *f = __start_report_formats;
	     f < __stop_report_formats; f++) {
		struct report *r;

		if (strcmp((*f)->name, format))
			continue;
		r = calloc(1, sizeof(*r));
		if (!r)
			abort();
		r->format = *f;
		r->out = out;
		*report = r;
		return NULL;
	}
	return error_create(ERROR_USAGE, "unknown format '%s' (known: human, ktap, json)", format);
}

void report_start(struct report *report, const char *title, size_t planned)
{
	report->planned = planned;
	report->format->start(report->out, title, planned);
	fflush(report->out);
}

void report_verdict(struct report *report, const struct verdict *v)
{
	tally_add(&report->tally, v);
	report->format->verdict(report->out, v, ++report->written);
	fflush(report->out);
}

void report_note(struct report *report, const char *fmt, ...)
{
	guarded(free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	report->format->note(report->out, text);
	fflush(report->out);
}

int report_end(struct report *report)
{
	int status = tally_exit_status(&report->tally);

	report->format->end(report->out, &report->tally, report->planned);
	fflush(report->out);
	tally_clear(&report->tally);
	free(report);
	return status;
}

const struct tally *report_tally(const struct report *report)
{
	return &report->tally;
}
