/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What results show of the subject: for each patch of the series the tests that depend on it, and for
 * each caller of vm_normal_page*() in the kernel's source whether the trace saw it ask.
 */
#ifndef NORMALPAGE_RESULTS_COVERAGE_H
#define NORMALPAGE_RESULTS_COVERAGE_H

#include "lib/results/results.h"

/**
 * struct page_match - pages that a test may state
 * @family: first part of the test's names, or NULL for any
 * @kind, @level: as in struct stated_run; NULL for any level
 */
struct page_match {
	const char *family;
	const char *kind;
	const char *level;
};

/**
 * struct patch - one of the series "mm: vm_normal_page*() + CoW PFNMAP improvements"
 * @title: its subject
 * @fate: whether it landed, and by what that is seen in the source
 * @pages: a test depends on it if it states one of them; ended by one without kind
 */
struct patch {
	const char *title;
	const char *fate;
	const struct page_match *pages;
};

/**
 * struct caller - a place in the source of Linux 7.3 that asks what a page is
 * @file, @function: where it stands
 * @asks: what it calls
 * @seen_as: functions that the compiler may put it into, separated by blanks; NULL: only itself
 * @unreached: why no test can reach it on a stock kernel, or none does; NULL: one has to
 */
struct caller {
	const char *file;
	const char *function;
	const char *asks;
	const char *seen_as;
	const char *unreached;
};

/** the data; ended by an entry without title or file */
extern const struct patch coverage_patches[];
extern const struct caller coverage_callers[];

/** coverage_reached - count the tests in which the trace saw @caller; @example: one of them */
size_t coverage_reached(const struct results_set *set, const struct caller *caller,
			const char **example);

/** coverage_write - the document (Markdown); returns how many callers should be reached and are not */
size_t coverage_write(const struct results_set *set, FILE *out);

#endif
