/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of results: verdicts go in as they are made, a document for people or machines comes out. */
#ifndef NORMALPAGE_REPORT_REPORT_H
#define NORMALPAGE_REPORT_REPORT_H

#include "lib/report/verdict.h"

struct report;

/**
 * struct tally - what has been counted so far
 * @count: verdicts of each outcome
 * @issues: the known issues met, one line each (the reasons of XFAIL verdicts)
 * @observers: the names of all that were asked
 */
struct tally {
	unsigned int count[NR_OUTCOMES];
	struct lines issues;
	struct lines observers;
};

/** tally_add - count one verdict */
void tally_add(struct tally *tally, const struct verdict *v);
void tally_clear(struct tally *tally);

/** tally_exit_status - 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing was tested */
int tally_exit_status(const struct tally *tally);

/**
 * struct report_format - one output format; a new one is one file
 * @start: before the first verdict. @planned: number of tests if known, else 0
 * @verdict: one verdict
 * @note: a line that is not a verdict (an accelerator that was not to be had, a guest's end)
 * @end: after the last one
 */
struct report_format {
	const char *name;
	void (*start)(FILE *out, const char *title, size_t planned);
	void (*verdict)(FILE *out, const struct verdict *v, size_t index);
	void (*note)(FILE *out, const char *text);
	void (*end)(FILE *out, const struct tally *tally, size_t planned);
};

#define REPORT_FORMAT(ident)							\
	static const struct report_format report_format_##ident;		\
	static const struct report_format *const report_format_entry_##ident	\
		__attribute__((used, section("report_formats"))) =		\
		&report_format_##ident;						\
	static const struct report_format report_format_##ident

/** report_open - @format is "human", "ktap" or "json"; an unknown one is ERROR_USAGE. @out is borrowed */
error_check struct error *report_open(struct report **report, const char *format, FILE *out);
void report_start(struct report *report, const char *title, size_t planned);
void report_verdict(struct report *report, const struct verdict *v);
__attribute__((format(printf, 2, 3))) void report_note(struct report *report, const char *fmt, ...);

/** report_end - write the end, free the report; returns the tally's exit status */
int report_end(struct report *report);
const struct tally *report_tally(const struct report *report);

#endif
