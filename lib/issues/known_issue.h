/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What known kernels get wrong, as data: one variable for each issue, in this folder, and more from a file
 * (issue_file.h). A check that fails exactly as a sign of an issue says is explained by it.
 */
#ifndef NORMALPAGE_ISSUES_KNOWN_ISSUE_H
#define NORMALPAGE_ISSUES_KNOWN_ISSUE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/base/page.h"
#include "lib/kernel/features.h"

/**
 * struct kernel_range - some kernels
 * @from: the first one, KERNEL(); 0: all before @fixed
 * @fixed: the first one that is no longer among them, 0: there is none
 * @release: pattern (fnmatch(3), FNM_EXTMATCH) of their release (uname -r), NULL: any
 */
struct kernel_range {
	unsigned int from;
	unsigned int fixed;
	const char *release;
};

/** struct issue_commit - of Linux: its id, as much of it as is known, and its subject */
struct issue_commit {
	const char *id;
	const char *subject;
};

/**
 * enum issue_witness - who says so: what @observer and @field of a sign mean
 * @ISSUE_ANSWER: an observer, by a field of its answer
 * @ISSUE_MODEL: the raw entry, whose class the model tells ("special", "normal")
 * @ISSUE_CALL: the trace: a function (@field) gave the wrong thing to an observer (@observer) that called it
 * @ISSUE_SIDE_EFFECT: the raw entry was another one after the observer was asked
 * @ISSUE_RESULT: a scenario, by what (@field) it found
 * @ISSUE_LEFT: a guard (@observer), by what (@field) a test left behind
 * @ISSUE_LOG: the kernel log
 */
enum issue_witness {
	ISSUE_ANSWER,
	ISSUE_MODEL,
	ISSUE_CALL,
	ISSUE_SIDE_EFFECT,
	ISSUE_RESULT,
	ISSUE_LEFT,
	ISSUE_LOG,
};

/**
 * enum issue_wrong - in which way an answer is wrong
 * @ISSUE_BITS: @bits are
 * @ISSUE_VALUE: it is @value
 * @ISSUE_ANY, @ISSUE_MORE, @ISSUE_LESS: it is something else, more than is right, less: of sums whose error
 *	depends on the machine's past
 */
enum issue_wrong {
	ISSUE_BITS,
	ISSUE_VALUE,
	ISSUE_ANY,
	ISSUE_MORE,
	ISSUE_LESS,
};

/**
 * struct issue_sign - one way in which an issue shows. Patterns are those of fnmatch(3) with FNM_EXTMATCH
 * @observer, @field: patterns, see enum issue_witness
 * @page: the kind of page that it is wrong about; PAGE_NONE: any nothing, as for ISSUE_RESULT
 * @level: and the level, LEVEL_NONE for any
 * @bits: words, separated by blanks: "FILE": that bit is set and must not be; "!FILE": it is not and must be;
 *	"*", "!*": the same of any bit. Names are those of the field; of the classes; of the entry's field for
 *	ISSUE_SIDE_EFFECT. Nothing else of the answer may be wrong
 * @value: of ISSUE_VALUE
 * @test: pattern of the tests that meet it, whatever machine they run in: ISSUE_LEFT, ISSUE_LOG
 * @log: words of the line by which it shows: ISSUE_LOG. Whatever else such a test finds is explained by it, too
 * @pv: it is due in PV guests of Xen only
 * @shown_by: pattern of the tests that have to show it, NULL: each that checks the field
 * @only: narrower than the kernels of the issue; both bounds 0: as the issue
 */
struct issue_sign {
	enum issue_witness witness;
	const char *observer;
	const char *field;
	enum page_kind page;
	enum level level;
	enum issue_wrong wrong;
	const char *bits;
	uint64_t value;
	const char *test;
	const char *log;
	bool pv;
	const char *shown_by;
	struct kernel_range only;
};

/**
 * struct known_issue - one thing that known kernels do wrong
 * @id: short and stable, shown in verdicts
 * @what: what is wrong, for people
 * @cause: where in the source, and how
 * @seen: kernels that showed it, and such that did not; NULL: not noted
 * @affected: kernels that have it
 * @not_affected: of those, some that do not
 * @broken_by, @fixed_by: commits, as far as they are known
 * @about: pattern of the tests that are written to show it: they are expected to fail. Tests that only meet it pass.
 *	NULL: none by name; what a scenario finds, a guard or the log is always about it
 * @signs: how it shows
 */
struct known_issue {
	const char *id;
	const char *what;
	const char *cause;
	const char *seen;
	const struct kernel_range *affected;
	size_t nr_affected;
	const struct kernel_range *not_affected;
	size_t nr_not_affected;
	const struct issue_commit *broken_by;
	size_t nr_broken_by;
	const struct issue_commit *fixed_by;
	size_t nr_fixed_by;
	const char *about;
	const struct issue_sign *signs;
	size_t nr_signs;
};

/* members of struct known_issue, from a list */
#define ISSUE_LIST(member, type, ...)							\
	.member = (const struct type[]){ __VA_ARGS__ },					\
	.nr_##member = sizeof((const struct type[]){ __VA_ARGS__ }) / sizeof(struct type)
#define AFFECTED(...) ISSUE_LIST(affected, kernel_range, __VA_ARGS__)
#define BROKEN_BY(...) ISSUE_LIST(broken_by, issue_commit, __VA_ARGS__)
#define FIXED_BY(...) ISSUE_LIST(fixed_by, issue_commit, __VA_ARGS__)
#define SIGNS(...) ISSUE_LIST(signs, issue_sign, __VA_ARGS__)

/** ALL_KERNELS - for AFFECTED(): it was always so, and is not fixed */
#define ALL_KERNELS { 0, 0, NULL }

#define KNOWN_ISSUE(ident)								\
	static const struct known_issue known_issue_##ident;				\
	static const struct known_issue *const known_issue_entry_##ident		\
		__attribute__((used, section("known_issues"))) = &known_issue_##ident;	\
	static const struct known_issue known_issue_##ident

/**
 * known_issue_match - the issue that explains a wrong answer on this kernel
 * @observer, @field: as a check has them: "result" for what a scenario found, "model" with "class",
 *	"FUNCTION to CALLER" and "side effect" for the trace and for an entry that changed
 * @page: what is at the address; NULL for a plain result
 * @mask: the bits that were expected
 * @expected, @observed: and their values
 *
 * Matches only if every bit that differs is one that a sign says is wrong, in the way it says.
 */
const struct known_issue *known_issue_match(const struct features *kernel, const char *observer,
					    const char *field, const struct page_state *page,
					    uint64_t mask, uint64_t expected, uint64_t observed);

/**
 * known_issue_match_log - the issue that explains a line of the kernel log, or of a guest's console
 * @kernel: its version and release
 */
const struct known_issue *known_issue_match_log(const struct features *kernel, const char *test,
						const char *line);

/** known_issue_match_left - the issue that explains that @test left something: @field of a guard */
const struct known_issue *known_issue_match_left(const struct features *kernel, const char *test,
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

/** known_issue_is_about - @test is written to show the issue */
bool known_issue_is_about(const struct known_issue *issue, const char *test);

/** known_issue_affects - the kernel is one that has it */
bool known_issue_affects(const struct known_issue *issue, const struct features *kernel);

/** known_issue_find - by id; NULL if there is none */
const struct known_issue *known_issue_find(const char *id);

/** known_issue_next - all of them by id: the first one for NULL, NULL after the last */
const struct known_issue *known_issue_next(const struct known_issue *issue);

/** known_issue_reason - what is wrong, why, and since when it is fixed, in one line; not to be freed */
const char *known_issue_reason(const struct known_issue *issue);

/** known_issue_kernels - which kernels have it: "6.6 to 6.12.116, 6.13 to 6.18.43"; the caller frees */
char *known_issue_kernels(const struct known_issue *issue);

/**
 * known_issue_check - are its words what they stand for?
 *
 * ERROR_USAGE that names the member: no id, kernels, or sign; an observer or a field that no observer has; a bit that
 * the field does not have.
 */
error_check struct error *known_issue_check(const struct known_issue *issue);

/**
 * known_issues_add - from now on @issue counts, too; it and its strings stay
 *
 * One whose id is known already, and that has no signs, adds its kernels to those of the known one. Not after the
 * first question has been asked.
 */
error_check struct error *known_issues_add(const struct known_issue *issue);

#endif
