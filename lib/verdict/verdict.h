/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A verdict with its evidence, and the records that carry verdicts from a test program to the
 * process that started it: one JSON object a line (docs/records.md).
 */
#ifndef NORMALPAGE_VERDICT_VERDICT_H
#define NORMALPAGE_VERDICT_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * enum outcome - how a test ended
 * @OUTCOME_PASS: every check held, but for known issues that the test is not about
 * @OUTCOME_FAIL: the kernel contradicts the model
 * @OUTCOME_SKIP: it cannot apply here; the reason names what is missing and how to get it
 * @OUTCOME_XFAIL: only known issues of this kernel contradict the model, and the test is written to show one of
 *	them; the reason has its id
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
 * enum check_kind - what was compared
 * @CHECK_ANSWER: what an observer said
 * @CHECK_MODEL: what the model makes of the raw entry
 * @CHECK_TRACE: what a traced function did
 * @CHECK_SIDE_EFFECT: the raw entry, before and after an observer was asked
 * @CHECK_RESULT: what the scenario found by itself
 * @CHECK_LEFT: what a guard found left behind
 */
enum check_kind {
	CHECK_ANSWER,
	CHECK_MODEL,
	CHECK_TRACE,
	CHECK_SIDE_EFFECT,
	CHECK_RESULT,
	CHECK_LEFT,
	NR_CHECK_KINDS,
};

/** CHECK_OBSERVER_TRACE - the observer of a CHECK_TRACE that belongs to no observer's question */
#define CHECK_OBSERVER_TRACE "trace"

/**
 * struct check - one comparison: what an observer said of an address, and what it had to say
 * @kind: what was compared
 * @ok: it held
 * @issue: id of the known issue that explains a check that did not hold, or NULL
 * @numbers: of one that did not hold, if @numbered: the bits that matter, as expected, as observed. What
 *	@expected and @observed say for people, for who judges again with other known issues
 *
 * A verdict owns its strings; elsewhere they are borrowed, and verdict_add_check() copies.
 */
struct check {
	const char *step;	/* the scenario's step: "after the write" */
	const char *observer;	/* "smaps", "trace", "memory", ... */
	const char *field;	/* "Rss" */
	const char *where;	/* "+0x1000" from the mapping's start, or "vma" */
	const char *expected;
	const char *observed;
	const char *rule;	/* the source of the expectation */
	const char *issue;
	enum check_kind kind;
	bool ok;
	bool numbered;
	struct check_numbers {
		uint64_t mask, expected, observed;
	} numbers;
};

/**
 * struct stated_run - what the scenario said of a run of pages at one step; its strings are as those of a check
 * @start, @end: bytes from the mapping's start, end exclusive
 * @kind, @level, @class: as page_kind_name() and the like write them
 */
struct stated_run {
	const char *step;
	uint64_t start;
	uint64_t end;
	const char *kind;
	const char *level;
	const char *class;
};

/**
 * struct verdict - owned strings; free with verdict_clear()
 * @test: the full dotted name, unique in a run
 * @summary: one line: what was found at each step, for people who did not ask for evidence; in a document
 *	verdict_compared() where no page was looked at
 * @hazard: it was skipped because it would have done this to the kernel, or NULL
 * @stated: all steps, in order
 * @entries: raw entries, decoded, one line each; @trace, @log: lines
 * @callers: "CALLER FUNCTION" for each function of the kernel that asked a vm_normal_*() function
 * @known: known issues that explain checks of it which did not hold, "ID: what is wrong and why" each
 * @unshown: ids of known issues that this kernel should have shown in a check, and did not
 * @seconds: wall time
 */
struct verdict {
	char *test;
	char *description;
	enum outcome outcome;
	char *reason;		/* one line, NULL for a plain pass; of another pass, the known issues beside it */
	char *summary;
	char *hazard;
	double seconds;
	struct check *checks;
	size_t nr_checks;
	struct stated_run *stated;
	size_t nr_stated;
	struct string_list entries, trace, log, callers, known, unshown;
};

const char *outcome_name(enum outcome outcome);		/* "pass" */
int outcome_from_name(const char *name);		/* -1 if unknown */

void verdict_clear(struct verdict *v);

/**
 * verdict_copy - a copy that is fit for a document, wherever @from comes from
 *
 * Its texts are clean (lib/base/text.h) and bounded, and so is their number.
 */
void verdict_copy(struct verdict *to, const struct verdict *from);

/**
 * verdict_compared - one line of what was compared: the first results and calls, how many checks beside them;
 *	without any, who was asked
 *
 * NULL if nothing was. The caller frees.
 */
char *verdict_compared(const struct verdict *v);

/** verdict_judge_strictly - an expected failure becomes a failure, and says so */
void verdict_judge_strictly(struct verdict *v);

/** verdict_add_check - append a check; the strings in @check are copied */
void verdict_add_check(struct verdict *v, const struct check *check);

/** verdict_add_stated - append what is stated of a run; the strings are copied */
void verdict_add_stated(struct verdict *v, const struct stated_run *run);

/** verdict_to_json - a "verdict" record; the caller puts the object */
struct json_object *verdict_to_json(const struct verdict *v);

/** verdict_from_json - fill @v from a "verdict" record; a malformed one is an error */
error_check struct error *verdict_from_json(struct json_object *record, struct verdict *v);

#endif
