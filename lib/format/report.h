/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of results: verdicts go in as they are made, a document for people or machines comes out. */
#ifndef NORMALPAGE_FORMAT_REPORT_H
#define NORMALPAGE_FORMAT_REPORT_H

#include "lib/verdict/known_verdicts.h"
#include "lib/verdict/line_set.h"
#include "lib/verdict/run_info.h"
#include "lib/verdict/verdict.h"

struct report;

/**
 * struct tally - what has been counted so far
 * @count: verdicts of each outcome
 * @tests: verdicts of tests; the rest are of known issues
 * @tested: of those, the ones that say something of the kernel
 * @observers: the names of all that were asked
 */
struct tally {
	unsigned int count[NR_OUTCOMES];
	unsigned int tests, tested;
	struct line_set observers;
};

/** tally_add - count one verdict */
void tally_add(struct tally *tally, const struct verdict *v);

void tally_clear(struct tally *tally);
unsigned int tally_total(const struct tally *tally);

/** tally_exit_status - 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing was tested */
int tally_exit_status(const struct tally *tally);

/**
 * struct report_format - one output format; a new one is one file
 * @start: before the first verdict. @planned: number of tests if known, else 0
 * @needs_plan: @start has to have @planned: without it, what @verdict and @note write is kept until
 *	the end
 * @tells_plan: the document says how many tests there were to be; in one that does not, those that did
 *	not run have a verdict of their own, "run.complete"
 * @head: in place of @start in formats whose head needs totals: what @verdict and @note write is
 *	kept and put after it, at the end
 * @run: the verdicts that follow are of this run, @only: the only one; a format without it gets each
 *	test's name with the run's label before it, unless it is the only one
 * @verdict: one verdict, clean (verdict_copy()), whose name no other one has
 * @known: where the document says before how many tests there are, all verdicts of known issues at once, as one
 *	more test, number @index; called once, be there none. NULL: they come to @verdict
 * @note: a line that is not a verdict (an accelerator that was not to be had, a guest's end)
 * @end: after the last one
 */
struct report_format {
	const char *name;
	bool needs_plan;
	bool tells_plan;
	void (*start)(FILE *out, const char *title, size_t planned);
	void (*head)(FILE *out, const char *title, const struct tally *tally, double seconds);
	void (*run)(FILE *out, const struct run_info *run, bool only);
	void (*verdict)(FILE *out, const struct verdict *v, size_t index);
	void (*known)(FILE *out, const struct verdict *v, size_t nr, size_t index);
	void (*note)(FILE *out, const char *text);
	void (*end)(FILE *out, const struct tally *tally, size_t planned);
};

#define REPORT_FORMAT(ident)							\
	static const struct report_format report_format_##ident;		\
	static const struct report_format *const report_format_entry_##ident	\
		__attribute__((used, section("report_formats"))) =		\
		&report_format_##ident;						\
	static const struct report_format report_format_##ident

/** report_open - an unknown @format is ERROR_USAGE, which lists the known ones. @out is borrowed */
error_check struct error *report_open(struct report **report, const char *format, FILE *out);

/** report_set_strict - from here on a known issue counts as a failure */
void report_set_strict(struct report *report);

/** report_leave_known_out - the verdicts of known issues: the document is records, see known_verdicts.h */
void report_leave_known_out(struct report *report);

/** report_set_records - write each verdict and note to @records (borrowed) too, as a record */
void report_set_records(struct report *report, FILE *records);

void report_start(struct report *report, const char *title, size_t planned);

/**
 * report_run - verdicts of another run follow
 * @run: borrowed until the next call, or the end
 * @only: no other one comes
 */
void report_run(struct report *report, const struct run_info *run, bool only);
void report_verdict(struct report *report, const struct verdict *v);
__attribute__((format(printf, 2, 3))) void report_note(struct report *report, const char *fmt, ...);

/** report_end - write the end, free the report; returns the tally's exit status */
int report_end(struct report *report);

#endif
