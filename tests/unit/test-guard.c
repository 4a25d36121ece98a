// SPDX-License-Identifier: GPL-2.0-or-later
/* Guards: only what a test leaves behind becomes a check, and one that cannot watch says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/harness/guard.h"

static long things;
static long remembered;

static void before(struct kernel *kernel)
{
	(void)kernel;
	remembered = things;
}

static const struct guard guard_things;

static void after(struct kernel *kernel, struct judgement *j)
{
	(void)kernel;
	guard_check(j, &guard_things, "things", remembered, things);
	if (things != remembered)
		guard_log(j, "a thing is left");
}

GUARD(things) = { .name = "things", .before = before, .after = after };

static struct error *never(struct kernel *kernel)
{
	(void)kernel;
	return error_create(ERROR_UNTESTABLE, "no such thing here");
}

static void must_not_run(struct kernel *kernel)
{
	(void)kernel;
	fail_msg("a guard that is not available was asked");
}

static void must_not_judge(struct kernel *kernel, struct judgement *j)
{
	(void)j;
	must_not_run(kernel);
}

GUARD(blind) = { .name = "blind", .available = never, .before = must_not_run,
		 .after = must_not_judge };

static int befores, afters;

static void count_before(struct kernel *kernel)
{
	(void)kernel;
	befores++;
}

static void count_after(struct kernel *kernel, struct judgement *j)
{
	(void)kernel;
	(void)j;
	afters++;
}

#define COUNTS(ident) GUARD(ident) = { .name = #ident, .before = count_before, .after = count_after }
#define EIGHT(n)								\
	COUNTS(n##a); COUNTS(n##b); COUNTS(n##c); COUNTS(n##d);			\
	COUNTS(n##e); COUNTS(n##f); COUNTS(n##g); COUNTS(n##h)

EIGHT(one); EIGHT(two); EIGHT(three);

/* a guard that is left out would be a thing that nobody watches */
static void all_of_many_watch(void **state)
{
	static struct judgement j;

	(void)state;
	befores = afters = 0;
	guards_before(NULL);
	guards_after(NULL, &j);
	assert_int_equal(befores, 24);
	assert_int_equal(afters, 24);
	verdict_clear(&j.verdict);
}

static void what_is_left_fails(void **state)
{
	static struct judgement j;

	(void)state;
	guards_before(NULL);
	guards_after(NULL, &j);
	assert_int_equal(j.verdict.nr_checks, 0);
	guards_before(NULL);
	things = 2;
	guards_after(NULL, &j);
	assert_int_equal(j.verdict.nr_checks, 1);
	assert_false(j.verdict.checks[0].ok);
	assert_string_equal(j.verdict.checks[0].observer, "things");
	assert_string_equal(j.verdict.checks[0].expected, "0");
	assert_string_equal(j.verdict.checks[0].observed, "2");
	assert_string_equal(j.verdict.log.item[0], "a thing is left");
	verdict_clear(&j.verdict);
}

static void remember(void *data, const char *name, const char *why)
{
	assert_string_equal(name, "blind");
	assert_string_equal(why, "no such thing here");
	(*(int *)data)++;
}

static void who_cannot_watch_says_so(void **state)
{
	int nr = 0;

	(void)state;
	guards_unavailable(NULL, &nr, remember);
	assert_int_equal(nr, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_fails),
		cmocka_unit_test(who_cannot_watch_says_so),
		cmocka_unit_test(all_of_many_watch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
