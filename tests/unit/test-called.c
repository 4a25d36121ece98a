// SPDX-License-Identifier: GPL-2.0-or-later
/* Which calls satisfy expect_called() and expect_not_called(), and what is shown of those that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/harness/called.h"

static const struct probe insert = {
	.function = "insert",
	.args = { "addr=$arg1:x64", "folio=$arg2:x64", "write=$arg3:u8", "zero=@zero:x64" },
};
static const struct probe other = { .function = "other", .args = { "addr=$arg1:x64" } };

#define WRITE(write_) { .probe = &insert, .args = { 0x1000, 0xf0, write_, 0xf0 } }
#define OTHER { .probe = &other, .args = { 0x2000 } }
#define LINE(write) "insert(addr=0x1000, folio=0xf0, write=0x" #write ", zero=0xf0)"

/* calls: as many as have a probe */
static const struct {
	bool called;
	struct trace_call calls[4];
	bool ok;
	const char *observed;
} cases[] = {
	/* called, each time with write = 1 */
	{ true, { { 0 } }, false, "not called" },
	{ true, { OTHER }, false, "not called" },
	{ true, { WRITE(1) }, true, "called, write = 1" },
	{ true, { WRITE(1), WRITE(1), OTHER }, true, "called, write = 1" },
	{ true, { WRITE(0) }, false, LINE(0) },
	{ true, { OTHER, WRITE(0) }, false, LINE(0) },
	{ true, { WRITE(0), WRITE(2) }, false, "2 of 2 calls: " LINE(0) },
	/* one that is right does not hide one that is wrong, before it or after it */
	{ true, { WRITE(1), WRITE(0) }, false, "1 of 2 calls: " LINE(0) },
	{ true, { WRITE(2), OTHER, WRITE(1), WRITE(0) }, false, "2 of 3 calls: " LINE(2) },
	/* not called with write = 1 */
	{ false, { { 0 } }, true, "not called, write = 1" },
	{ false, { OTHER }, true, "not called, write = 1" },
	{ false, { WRITE(0) }, true, "not called, write = 1" },
	{ false, { WRITE(1) }, false, LINE(1) },
	{ false, { WRITE(0), WRITE(1) }, false, "1 of 2 calls: " LINE(1) },
	{ false, { WRITE(1), OTHER, WRITE(0), WRITE(1) }, false, "2 of 3 calls: " LINE(1) },
};

static void judge(const struct trace_call *calls, bool called, const struct arg_expectation *args,
		  struct called *result)
{
	struct trace_log log = { .calls = (struct trace_call *)calls };

	while (log.nr_calls < 4 && calls[log.nr_calls].probe)
		log.nr_calls++;
	called_judge(&log, "insert", called, args, result);
}

static void every_combination(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct called result guarded(called) = { 0 };

		judge(cases[i].calls, cases[i].called, ARGS("insert", ARG("write", 1)), &result);
		if (result.ok != cases[i].ok || result.unknown)
			fail_msg("case %zu: ok %d, unknown %s", i, result.ok, result.unknown);
		assert_string_equal(result.expected, cases[i].called ? "called, write = 1"
								     : "not called, write = 1");
		assert_string_equal(result.observed, cases[i].observed);
	}
}

static void without_arguments_each_call_counts(void **state)
{
	static const struct trace_call none[4], calls[4] = { WRITE(0), WRITE(1) };
	struct called result guarded(called) = { 0 };

	(void)state;
	judge(calls, true, ARGS("insert"), &result);
	assert_true(result.ok);
	assert_string_equal(result.observed, "called");
	called_clear(&result);
	judge(none, true, ARGS("insert"), &result);
	assert_false(result.ok);
	assert_string_equal(result.observed, "not called");
	called_clear(&result);
	judge(calls, false, ARGS("insert"), &result);
	assert_false(result.ok);
	assert_string_equal(result.expected, "not called");
	assert_string_equal(result.observed, "2 of 2 calls: " LINE(0));
}

static void arguments_of_the_same_value(void **state)
{
	static const struct trace_call same[4] = { WRITE(1) };
	static const struct trace_call differ[4] = {
		{ .probe = &insert, .args = { 0x1000, 0xe0, 1, 0xf0 } } };
	struct called result guarded(called) = { 0 };

	(void)state;
	judge(same, true, ARGS("insert", ARG_SAME("folio", "zero"), ARG("write", 1)), &result);
	assert_true(result.ok);
	assert_string_equal(result.expected, "called, folio = zero, write = 1");
	called_clear(&result);
	judge(differ, true, ARGS("insert", ARG_SAME("folio", "zero"), ARG("write", 1)), &result);
	assert_false(result.ok);
}

/* a misspelt argument matches no call: expect_not_called() would hold whatever happened */
static void unknown_arguments_are_named(void **state)
{
	static const struct trace_call calls[4] = { WRITE(1) };
	struct called result guarded(called) = { 0 };

	(void)state;
	judge(calls, false, ARGS("insert", ARG("wrote", 1)), &result);
	assert_string_equal(result.unknown, "wrote");
	called_clear(&result);
	judge(calls, false, ARGS("insert", ARG_SAME("folio", "null")), &result);
	assert_string_equal(result.unknown, "null");
}

/* the longest names and all arguments: nothing is cut off */
static void a_call_is_shown_whole(void **state)
{
	static const struct probe wide = {
		.function = "a_function_with_a_name_as_long_as_the_longest_probe_has",
		.args = { "first_argument=", "second_argument=", "third_argument=",
			  "fourth_argument=", "fifth_argument=", "sixth_argument=" },
		.left = "what_it_left_behind=",
	};
	struct trace_call call = { .probe = &wide, .returned = true, .ret = ~0ull,
				   .has_left = true, .left = ~0ull };
	char text[TRACE_CALL_TEXT];

	(void)state;
	memset(call.caller, 'c', sizeof(call.caller) - 1);
	memset(call.args, 0xff, sizeof(call.args));
	trace_call_format(&call, text, sizeof(text));
	assert_non_null(strstr(text, "sixth_argument=0xffffffffffffffff)"));
	assert_non_null(strstr(text, "what_it_left_behind=0xffffffffffffffff"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination),
		cmocka_unit_test(without_arguments_each_call_counts),
		cmocka_unit_test(arguments_of_the_same_value),
		cmocka_unit_test(unknown_arguments_are_named),
		cmocka_unit_test(a_call_is_shown_whole),
	};

	return cmocka_run_group_tests_name("called", tests, NULL, NULL);
}
