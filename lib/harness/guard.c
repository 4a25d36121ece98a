// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/guard.h"

#include "lib/base/text.h"
#include "lib/issues/known_issue.h"

#include <stdio.h>
#include <string.h>

/* weak: a program without guards has no such section */
extern const struct guard *const __start_guards[] __attribute__((weak));
extern const struct guard *const __stop_guards[] __attribute__((weak));

/** struct known - a guard, and why it cannot watch here, or NULL */
struct known {
	const struct guard *guard;
	struct error *error;
};

static struct known *known;
static size_t nr_known;

static void collect(struct kernel *kernel)
{
	if (known)
		return;
	known = calloc((size_t)(__stop_guards - __start_guards) + 1, sizeof(*known));
	if (!known)
		abort();
	/* cppcheck-suppress comparePointers; the two ends of one section */
	for (const struct guard *const *g = __start_guards; g < __stop_guards; g++)
		known[nr_known++] = (struct known){
			*g, (*g)->available ? (*g)->available(kernel) : NULL };
}

void guards_unavailable(struct kernel *kernel, void *data,
			void (*note)(void *data, const char *name, const char *why))
{
	collect(kernel);
	for (size_t i = 0; i < nr_known; i++)
		if (known[i].error)
			note(data, known[i].guard->name, known[i].error->message);
}

void guards_before(struct kernel *kernel)
{
	collect(kernel);
	for (size_t i = 0; i < nr_known; i++)
		if (!known[i].error && known[i].guard->before)
			known[i].guard->before(kernel);
}

void guards_after(struct kernel *kernel, struct judgement *j)
{
	for (size_t i = 0; i < nr_known; i++)
		if (!known[i].error)
			known[i].guard->after(kernel, j);
}

void guard_check(struct judgement *j, const struct guard *guard, const char *what, long before,
		 long after)
{
	const struct known_issue *issue;
	char want[24], got[24];

	/* what is as it should be does not stand in for a check of the scenario's own */
	if (before == after)
		return;
	snprintf(want, sizeof(want), "%ld", before);
	snprintf(got, sizeof(got), "%ld", after);
	issue = known_issue_match_left(j->kernel, j->verdict.test, guard->name, what);
	verdict_add_check(&j->verdict, &(struct check){
		.kind = CHECK_LEFT, .step = (char *)"when it was over", .observer = (char *)guard->name,
		.field = (char *)what, .expected = want, .observed = got,
		.rule = (char *)"a test leaves nothing behind", .ok = false,
		.issue = issue ? (char *)issue->id : NULL });
}

void guard_log(struct judgement *j, const char *line)
{
	text_list_add(&j->verdict.log, line);
}
