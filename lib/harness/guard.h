/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must be after a test as it was before: grants, domains, event channels. Looked at by the
 * process that runs the tests, when the test's own is gone, so that a test that crashes or is
 * killed is looked after as well.
 */
#ifndef NORMALPAGE_HARNESS_GUARD_H
#define NORMALPAGE_HARNESS_GUARD_H

#include "lib/harness/judge.h"
#include "lib/kernel/kernel.h"

/**
 * struct guard - one thing that is watched; a new one is one file with GUARD()
 * @name: shown as the observer of its checks
 * @available: NULL, or ERROR_UNTESTABLE with the reason why it cannot be watched here. Called once
 * @before: NULL, or remember how it is
 * @after: remove what is left, and say through guard_check() and guard_log() how it is now
 */
struct guard {
	const char *name;
	struct error *(*available)(struct kernel *kernel);
	void (*before)(struct kernel *kernel);
	void (*after)(struct kernel *kernel, struct judgement *j);
};

#define GUARD(ident)								\
	static const struct guard guard_##ident;				\
	static const struct guard *const guard_entry_##ident			\
		__attribute__((used, section("guards"))) = &guard_##ident;	\
	static const struct guard guard_##ident

/** guard_check - @what was @before and is @after: if they differ, the test has left something */
void guard_check(struct judgement *j, const struct guard *guard, const char *what, long before,
		 long after);

/** guard_log - a line of the log that is there because of the test */
void guard_log(struct judgement *j, const char *line);

/** guards_before, guards_after - ask all guards; in the process that runs the tests */
void guards_before(struct kernel *kernel);
void guards_after(struct kernel *kernel, struct judgement *j);

/** guards_unavailable - call @note with each guard that cannot watch here, and why */
void guards_unavailable(struct kernel *kernel, void *data,
			void (*note)(void *data, const char *name, const char *why));

#endif
