/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The known issues of this program, and their signs in a form that is quick to match; for lib/issues alone. */
#ifndef NORMALPAGE_ISSUES_REGISTRY_H
#define NORMALPAGE_ISSUES_REGISTRY_H

#include "lib/issues/known_issue.h"

/**
 * struct issue_entry - an issue, and what a file says of it beside
 * @more: further kernels, or NULL
 * @reason: known_issue_reason(), once somebody wants it
 */
struct issue_entry {
	const struct known_issue *issue;
	const struct known_issue *more;
	char *reason;
};

/**
 * struct ready_sign - a sign whose words are looked up
 * @observer, @field: patterns of a check's
 * @mask, @value: the bits that are wrong, and how they read: of ISSUE_BITS
 */
struct ready_sign {
	const struct issue_entry *entry;
	const struct issue_sign *sign;
	const char *observer;
	const char *field;
	uint64_t mask;
	uint64_t value;
};

/** issue_entries - all, by id; @nr is set */
struct issue_entry *issue_entries(size_t *nr);

/** ready_signs - all signs that speak of checks, in the order of their issues; @nr is set */
const struct ready_sign *ready_signs(size_t *nr);

/** issue_entry_affects - on this kernel, with what a file says beside */
bool issue_entry_affects(const struct issue_entry *entry, const struct features *kernel);

/** kernel_range_has - is it one of them? */
bool kernel_range_has(const struct kernel_range *range, const struct features *kernel);

/** ready_sign_init - look the words of a sign up; ERROR_USAGE, which names the word, if one means nothing */
error_check struct error *ready_sign_init(struct ready_sign *ready, const struct issue_sign *sign);

#endif
