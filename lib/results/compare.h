/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two runs compared with each other: verdicts, and what the evidence says where verdicts are the same. */
#ifndef NORMALPAGE_RESULTS_COMPARE_H
#define NORMALPAGE_RESULTS_COMPARE_H

#include "lib/results/results.h"

/**
 * enum change_kind - what became of a test
 * @CHANGE_REGRESSION: it passed, or only a known issue kept it from passing, and now it fails
 * @CHANGE_IMPROVED: it failed, or had a known issue, and now passes; or failed, and now only a known
 *	issue is left
 * @CHANGE_KNOWN_ISSUE: it passed, and now has a known issue
 * @CHANGE_NOT_RUN: it had a verdict, and now could not be run
 * @CHANGE_OTHER: any other change of its outcome
 * @CHANGE_APPEARED, @CHANGE_DISAPPEARED: it is only in the new, or only in the old run
 */
enum change_kind {
	CHANGE_REGRESSION,
	CHANGE_NOT_RUN,
	CHANGE_KNOWN_ISSUE,
	CHANGE_OTHER,
	CHANGE_DISAPPEARED,
	CHANGE_APPEARED,
	CHANGE_IMPROVED,
	NR_CHANGE_KINDS,
};

/** struct change - of a test; @old and @new are borrowed, NULL where it is not there */
struct change {
	enum change_kind kind;
	const char *test;
	const struct verdict *old, *new;
};

/**
 * enum judgement_of_change - what the model says of changed evidence
 * @EVIDENCE_EXPECTED: each answer is right on its kernel
 * @EVIDENCE_KNOWN_ISSUE: one of them is a known issue
 * @EVIDENCE_WRONG: one of them is wrong
 * @EVIDENCE_NOT_JUDGED: nothing is expected of it
 */
enum evidence_judgement {
	EVIDENCE_WRONG,
	EVIDENCE_NOT_JUDGED,
	EVIDENCE_KNOWN_ISSUE,
	EVIDENCE_EXPECTED,
	NR_EVIDENCE_JUDGEMENTS,
};

/**
 * struct evidence_change - one difference, wherever it is seen; owned strings
 * @old, @new: what was said; NULL where nothing was
 * @issue: of EVIDENCE_KNOWN_ISSUE
 * @tests: in which of them
 * @places: at how many addresses and steps
 */
struct evidence_change {
	const char *observer, *field, *page, *old, *new, *issue;
	enum evidence_judgement judgement;
	struct string_list tests;
	size_t places;
};

/**
 * struct comparison_result - owned, but borrows from the runs
 * @changes: by kind, then name
 * @evidence: by judgement, then the number of places
 * @found: the evidence while it is being compared, else NULL
 * @same: tests without any change
 */
struct comparison_result {
	const struct results *old, *new;
	struct change *changes;
	size_t nr_changes;
	struct evidence_change *evidence;
	size_t nr_evidence;
	void *found;
	size_t same;
};

/** results_compare - @strict: a known issue counts as a failure */
void results_compare(struct comparison_result *c, const struct results *old,
		     const struct results *new, bool strict);
void comparison_result_clear(struct comparison_result *c);

/** comparison_count - how many changes of this kind there are */
size_t comparison_count(const struct comparison_result *c, enum change_kind kind);

/** comparison_status - 1 if there is a regression, 2 if a test could not be run any more, else 0 */
int comparison_status(const struct comparison_result *c);

/** change_kind_name, evidence_judgement_name - one word each, for records */
const char *change_kind_name(enum change_kind kind);
const char *evidence_judgement_name(enum evidence_judgement judgement);

/** comparison_write_human, comparison_write_json - docs/records.md */
void comparison_write_human(const struct comparison_result *c, FILE *out);
void comparison_write_json(const struct comparison_result *c, FILE *out);

DEFINE_CLEANUP(comparison_result, struct comparison_result, comparison_result_clear(&VALUE))

#endif
