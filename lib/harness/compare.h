/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons of one step: answers with expectations, entries with the model, calls with both. */
#ifndef NORMALPAGE_HARNESS_COMPARE_H
#define NORMALPAGE_HARNESS_COMPARE_H

#include "lib/harness/process.h"
#include "lib/observe/observer.h"

/**
 * struct comparison - a step of a scenario and what it states
 * @right: what the observer being asked said rightly and is not sent yet: many addresses give the
 *	same answer, which is sent once, with all of them in @right_where
 */
struct comparison {
	struct scenario *s;
	const char *step;
	const struct stated *st;
	char *right;
	char right_where[128];
};

/** struct explanation - a wrong answer in numbers, and the id of the known issue that explains it, or NULL */
struct explanation {
	const char *issue;
	struct check_numbers numbers;
};

/**
 * compare_emit - send one comparison
 * @addr: is shown as an offset, 0 stands for the whole vma
 * @explanation: of one that is not @ok, or NULL
 */
void compare_emit(struct comparison *c, enum check_kind kind, const char *observer, const char *field, uint64_t addr,
		  const char *expected, const char *observed, const char *rule, bool ok,
		  const struct explanation *explanation);

/** compare_explain - look for the known issue that explains a wrong answer, see known_issue_match() */
struct explanation compare_explain(const struct comparison *c, const char *observer, const char *field,
				   const struct page_state *page, uint64_t mask, uint64_t expected,
				   uint64_t observed);

/** compare_run_at - the run that holds @addr, or one of PAGE_NONE */
const struct run *compare_run_at(const struct stated *st, uint64_t addr);

/**
 * compare_answers - ask an observer about addresses and compare what it says
 * @addrs: the addresses; for a vma or a process the first one is asked about
 */
void compare_answers(struct comparison *c, const struct observer *o, const uint64_t *addrs,
		     unsigned int nr);

/** compare_entries - read the raw entry of each run and compare it with the model */
void compare_entries(struct comparison *c);

/** compare_is_asked - a call that an observer's question led to, about this vma, and that has returned */
bool compare_is_asked(const struct comparison *c, const struct trace_call *call);

/** compare_trace - compare what vm_normal_page*() returned to the observers with the model */
void compare_trace(struct comparison *c);

/** compare_is_zero_folio - a folio's address is that of a zero page or of the huge zero folio; also if
 * that is not known */
bool compare_is_zero_folio(const struct comparison *c, uint64_t folio);

/** compare_status - compare what move_pages() says with the folio that its walk found */
void compare_status(struct comparison *c);

/** compare_walk - compare what folio_walk_start() returned to the observers with what is stated */
void compare_walk(struct comparison *c);

/** observer_usable - whether an observer can be asked here; decided once */
bool observer_usable(struct kernel *kernel, const struct observer *o);

/** observer_unusable_reason - why not; NULL if it can */
const char *observer_unusable_reason(struct kernel *kernel, const struct observer *o);

#endif
