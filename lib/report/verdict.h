/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A verdict with its evidence, and the records that carry verdicts from a test program to whoever
 * started it: one JSON object a line (docs/records.md).
 */
#ifndef NORMALPAGE_REPORT_VERDICT_H
#define NORMALPAGE_REPORT_VERDICT_H

#include <stdbool.h>

#include <json-c/json.h>

#include "lib/error.h"

/**
 * enum outcome - how a test ended
 * @OUTCOME_PASS: every check held
 * @OUTCOME_FAIL: the kernel contradicts the model
 * @OUTCOME_SKIP: it cannot apply here; the reason names what is missing and how to get it
 * @OUTCOME_XFAIL: only known issues of this kernel contradict the model; the reason has their ids
 * @OUTCOME_ERROR: it could not be run: our fault or the machine's
 * @OUTCOME_TIMEOUT: it did not end in time
 * @OUTCOME_ABORT: the kernel is no longer to be trusted (BUG, Oops, panic, hang)
 */
enum outcome {
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_SKIP,
	OUTCOME_XFAIL,
	OUTCOME_ERROR,
	OUTCOME_TIMEOUT,
	OUTCOME_ABORT,
	NR_OUTCOMES,
};

/**
 * struct check - one comparison: what an observer said of an address, and what it had to say
 * @ok: it held
 * @issue: id of the known issue that explains a check that did not hold, or NULL
 */
struct check {
	char *step;		/* the scenario's step: "after the write" */
	char *observer;		/* "smaps", "trace", "memory", ... */
	char *field;		/* "Rss" */
	char *where;		/* "+0x1000" from the mapping's start, or "vma" */
	char *expected;
	char *observed;
	char *rule;		/* the source of the expectation */
	char *issue;
	bool ok;
};

/**
 * struct verdict - owned strings; free with verdict_clear()
 * @test: the full dotted name, unique in a run
 * @summary: one line: what was found at each step, for people who did not ask for evidence
 * @hazard: it was skipped because it would have done this to the kernel, or NULL
 * @entries: raw entries, decoded, one line each; @trace, @log: lines
 * @seconds: wall time
 */
struct verdict {
	char *test;
	char *description;
	enum outcome outcome;
	char *reason;		/* one line, NULL for a plain pass */
	char *summary;
	char *hazard;
	double seconds;
	struct check *checks;
	size_t nr_checks;
	struct lines {
		char **line;
		size_t nr;
	} entries, trace, log;
};

const char *outcome_name(enum outcome outcome);		/* "pass" */
int outcome_from_name(const char *name);		/* -1 if unknown */

void verdict_clear(struct verdict *v);

/** lines_add - append a copy of @text (control characters replaced) */
void lines_add(struct lines *lines, const char *text);
void lines_clear(struct lines *lines);

/** verdict_add_check - append a check; the strings in @check are copied */
void verdict_add_check(struct verdict *v, const struct check *check);

/** verdict_to_json - a "verdict" record; the caller puts the object */
struct json_object *verdict_to_json(const struct verdict *v);

/** verdict_from_json - fill @v from a "verdict" record; a malformed one is an error */
error_check struct error *verdict_from_json(struct json_object *record, struct verdict *v);

#endif
