/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What known kernels get wrong, as data. A check that fails exactly as an entry describes is an
 * expected failure, never a pass.
 */
#ifndef NORMALPAGE_MODEL_KNOWN_ISSUES_H
#define NORMALPAGE_MODEL_KNOWN_ISSUES_H

#include <stdint.h>

#include "lib/kernel/features.h"
#include "lib/base/page.h"

/**
 * struct known_issue - one wrong answer of known kernels
 * @id: short and stable, shown in verdicts
 * @observer: the interface that is wrong; a pattern (fnmatch(3), FNM_EXTMATCH) as is @field
 * @field: its field. "side effect": an entry that was another one after the interface was asked,
 *	matched as the bits of the entry. "class", of observer "model": bit number CLASS_*. "FUNCTION to CALLER", of any observer: the function was
 *	traced and returned the wrong thing (0) instead of the right one (1)
 * @kind: the kind of page it is wrong about; PAGE_NONE for a plain result (observer "result")
 * @level: and the level, LEVEL_NONE for any
 * @first: first kernel that has it, KERNEL(); 0: all before @fixed
 * @fixed: first kernel that no longer has it, 0: not fixed
 * @also_fixed: first kernel of an older series that has the mending, too; 0: none
 * @shown_by: pattern of the tests that have to show it, NULL: each that checks the field
 * @any_value: whatever it says may be wrong: a sum whose error depends on the machine's past
 * @direction: of @any_value: 1: it says more than is right, -1: less, 0: either
 * @exact: the answer is one value, not a set of bits: it is wrong only as @wrong_value
 * @wrong_mask: the bits of the answer that are wrong
 * @wrong_value: and how they read
 * @test: pattern, as @observer, of the tests that meet it, whatever machine they run in; for issues
 *	that show in the kernel log, or as something that a test leaves behind
 * @log: for observer "kernel log": words of the line by which it shows there. Whatever else such a
 *	test finds is then explained by it, too
 * @reason: what is wrong, where in the source, and the commit that mended it or "not fixed"
 */
struct known_issue {
	const char *id;
	const char *observer;
	const char *field;
	enum page_kind kind;
	enum level level;
	unsigned int first;
	unsigned int fixed;
	unsigned int also_fixed;
	const char *shown_by;
	bool any_value;
	int direction;
	bool exact;
	uint64_t wrong_mask;
	uint64_t wrong_value;
	const char *test;
	const char *log;
	const char *reason;
};

/** all known issues, terminated by a NULL id */
extern const struct known_issue known_issues[];

/**
 * known_issue_match - the issue that explains a wrong answer on this kernel
 * @page: what is at the address; NULL for a plain result
 * @mask: the bits that were expected
 * @expected, @observed: and their values
 *
 * Matches only if every bit that differs is one that the issue says is wrong, in the way it says.
 */
const struct known_issue *known_issue_match(const struct features *kernel, const char *observer,
					    const char *field, const struct page_state *page,
					    uint64_t mask, uint64_t expected, uint64_t observed);

/**
 * known_issue_match_log - the issue that explains a line of the kernel log, or of a guest's console
 * @version: of the kernel, as KERNEL() makes it
 */
const struct known_issue *known_issue_match_log(unsigned int version, const char *test,
						const char *line);

/** known_issue_match_leak - the issue that explains that @test left something: @field of a guard */
const struct known_issue *known_issue_match_leak(unsigned int version, const char *test,
						 const char *guard, const char *field);

/**
 * known_issue_due - the issue that a check on this kernel has to show
 * @page, @mask: as for known_issue_match()
 * @test: its full name, without the machine
 *
 * NULL if the check has none: it has to come out right.
 */
const struct known_issue *known_issue_due(const struct features *kernel, const char *observer,
					  const char *field, const struct page_state *page,
					  uint64_t mask, const char *test);

/** known_issue_find - by id; NULL if there is none */
const struct known_issue *known_issue_find(const char *id);

#endif
