/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Result directories (docs/records.md) as a thing that is read: what 'normalpage run --output' left,
 * whole or cut short, or the records of a test program.
 */
#ifndef NORMALPAGE_RESULTS_RESULTS_H
#define NORMALPAGE_RESULTS_RESULTS_H

#include "lib/format/report.h"
#include "lib/verdict/run_info.h"

/**
 * struct results - one run
 * @path: of the directory or file
 * @run: what it was
 * @verdicts: by name; clean (verdict_copy()), one for each test. A test that was planned or had begun
 *	and has none in the records is OUTCOME_ERROR
 * @notes: lines for people, those about the records themselves first
 * @nr_known: of those, the ones of known issues, which are made again from the others (known_verdicts.h)
 * @complete: the run came to its end
 */
struct results {
	char *path;
	struct run_info run;
	struct verdict *verdicts;
	size_t nr_verdicts, nr_known;
	struct string_list notes;
	bool complete;
};

/** name of a test that only a run that is not complete has, with the outcome ERROR */
#define RESULTS_INCOMPLETE "run.complete"

/** struct results_set - owned; each has a label that no other one has */
struct results_set {
	struct results *results;
	size_t nr;
};

/**
 * results_read - append the runs that @path holds
 * @path: a result directory, a directory of such, or a file of records
 *
 * Records of a later version, and what is no result directory, are ERROR_USAGE. What was cut short is
 * read as far as it goes. Records of several runs, one after the other, are several runs. Runs of the
 * same kernel that share no test (a suite each, on machines of their own) become one.
 */
error_check struct error *results_read(struct results_set *set, const char *path);

/** results_find - the verdict of a test; NULL if there is none */
const struct verdict *results_find(const struct results *results, const char *test);

/**
 * results_report - hand everything to a report that is started, and note what is incomplete
 */
void results_report(const struct results_set *set, struct report *report);

/** results_set_merge - make runs of the same kernel one where they share no test, and label them */
void results_set_merge(struct results_set *set);
void results_set_clear(struct results_set *set);

DEFINE_CLEANUP(results_set, struct results_set, results_set_clear(&VALUE))

#endif
