// SPDX-License-Identifier: GPL-2.0-or-later
/* What a run knows from records, and what it makes of a guest that dies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "provisioning/machine/run/testrun_state.h"

static const char *const names[] = { "a", "b", "c" };

static void feed(struct testrun_state *state, const char *text)
{
	struct json_object *record = json_tokener_parse(text);
	struct error *err = testrun_state_record(state, record);

	assert_null(err);
	json_object_put(record);
}

static void start(struct testrun_state *state)
{
	struct string_list tests = { .item = (char **)names, .nr = 3 };

	testrun_state_init(state, &tests);
	testrun_state_boot(state);
	feed(state, "{\"record\":\"start\",\"version\":1}");
}

static void test_all_pass(void **unused)
{
	struct testrun_state state;

	(void)unused;
	start(&state);
	for (int i = 0; i < 3; i++)
		assert_true(testrun_state_retire(&state, names[i]));
	assert_false(testrun_state_retire(&state, "a"));
	assert_int_equal(testrun_state_next(&state, false), TESTRUN_DONE);
	testrun_state_deinit(&state);
}

static void test_dies(enum machine_end end, enum outcome outcome)
{
	char *lines[] = { (char *)"BUG: kernel NULL pointer dereference", NULL };
	struct string_list console = { .item = lines, .nr = 1 };
	struct testrun_state state;
	struct verdict v;

	start(&state);
	feed(&state, "{\"record\":\"begin\",\"test\":\"a\"}");
	assert_true(testrun_state_retire(&state, "a"));
	feed(&state, "{\"record\":\"begin\",\"test\":\"b\"}");
	assert_true(testrun_state_aborted(&state, end, "the reason", &console, &v));
	assert_string_equal(v.test, "b");
	assert_int_equal(v.outcome, outcome);
	assert_string_equal(v.reason, "the reason");
	assert_int_equal(v.log.nr, 1);
	verdict_clear(&v);
	/* the rest goes on in a fresh boot, once */
	assert_int_equal(testrun_state_next(&state, false), TESTRUN_BOOT);
	assert_int_equal(state.pending.nr, 1);
	testrun_state_boot(&state);
	assert_false(testrun_state_aborted(&state, end, "the reason", &console, &v));
	assert_int_equal(testrun_state_next(&state, false), TESTRUN_GIVE_UP);
	testrun_state_deinit(&state);
}

static void test_panics(void **unused)
{
	(void)unused;
	test_dies(MACHINE_PANICKED, OUTCOME_ABORT);
}

static void test_hangs(void **unused)
{
	(void)unused;
	test_dies(MACHINE_HUNG, OUTCOME_TIMEOUT);
}

static void begin(struct testrun_state *state, const char *test)
{
	guarded(free) char *text = NULL;

	assert_true(asprintf(&text, "{\"record\":\"begin\",\"test\":\"%s\"}", test) > 0);
	feed(state, text);
}

static void boot_again(struct testrun_state *state)
{
	testrun_state_boot(state);
	feed(state, "{\"record\":\"start\",\"version\":1}");
}

/* QEMU lost is nobody's verdict: twice more, then it could not be run */
static void test_lost(void **unused)
{
	static const enum machine_end ends[] = { MACHINE_QEMU_KILLED, MACHINE_QEMU_CRASHED,
						 MACHINE_QEMU_DIED };
	struct string_list nothing = { 0 };
	struct testrun_state state;
	struct verdict v;

	(void)unused;
	start(&state);
	for (int i = 0; i < 3; i++) {
		if (i)
			boot_again(&state);
		begin(&state, "a");
		assert_int_equal(testrun_state_lost(&state, ends[i]), i < 2);
		assert_int_equal(state.pending.nr, 3);
	}
	assert_true(testrun_state_aborted(&state, MACHINE_QEMU_DIED, "lost", &nothing, &v));
	assert_string_equal(v.test, "a");
	assert_int_equal(v.outcome, OUTCOME_ERROR);
	verdict_clear(&v);
	assert_int_equal(testrun_state_next(&state, false), TESTRUN_BOOT);
	testrun_state_deinit(&state);
}

/* a verdict in between shows that the host can run machines; without one there is an end */
static void test_lost_often(void **unused)
{
	struct string_list nothing = { 0 };
	struct testrun_state state;
	struct verdict v;
	unsigned int boots = 0;

	(void)unused;
	start(&state);
	begin(&state, "a");
	assert_true(testrun_state_lost(&state, MACHINE_QEMU_KILLED));
	boot_again(&state);
	assert_true(testrun_state_retire(&state, "a"));
	begin(&state, "b");
	assert_true(testrun_state_lost(&state, MACHINE_QEMU_KILLED));
	assert_int_equal(state.losses, 1);
	string_list_add(&state.pending, "d");
	string_list_add(&state.pending, "e");
	for (bool over = false; !over; boots++) {
		assert_true(boots < 100);
		boot_again(&state);
		begin(&state, state.pending.item[0]);
		if (testrun_state_lost(&state, MACHINE_QEMU_KILLED))
			continue;
		assert_true(testrun_state_aborted(&state, MACHINE_QEMU_KILLED, "", &nothing, &v));
		verdict_clear(&v);
		over = testrun_state_next(&state, false) == TESTRUN_GIVE_UP;
	}
	/* b, c and d; e is left */
	assert_int_equal(boots, 8);
	assert_int_equal(state.pending.nr, 1);
	testrun_state_deinit(&state);
}

/* what is no loss, or what another boot would not change */
static void test_not_lost(void **unused)
{
	struct testrun_state state;

	(void)unused;
	start(&state);
	begin(&state, "a");
	assert_false(testrun_state_lost(&state, MACHINE_PANICKED));
	assert_false(testrun_state_lost(&state, MACHINE_RESET));
	assert_false(testrun_state_lost(&state, MACHINE_HUNG));
	/* the test's process ended before: its verdict is that */
	feed(&state, "{\"record\":\"exit\",\"status\":137}");
	assert_false(testrun_state_lost(&state, MACHINE_QEMU_KILLED));
	/* an error of QEMU before anything ran */
	testrun_state_boot(&state);
	assert_false(testrun_state_lost(&state, MACHINE_QEMU_DIED));
	assert_int_equal(state.losses, 0);
	/* being killed then is bad luck */
	assert_true(testrun_state_lost(&state, MACHINE_QEMU_KILLED));
	testrun_state_deinit(&state);
}

static void test_oops(void **unused)
{
	struct testrun_state state;

	(void)unused;
	start(&state);
	assert_true(testrun_state_retire(&state, "a"));
	feed(&state, "{\"record\":\"end\",\"complete\":false}");
	assert_int_equal(testrun_state_next(&state, false), TESTRUN_BOOT);
	testrun_state_deinit(&state);
}

/* a program that says it is through, and is not, would do so each time */
static void test_forgets(void **unused)
{
	struct testrun_state state;

	(void)unused;
	start(&state);
	assert_true(testrun_state_retire(&state, "a"));
	feed(&state, "{\"record\":\"end\",\"complete\":true}");
	assert_int_equal(testrun_state_next(&state, false), TESTRUN_GIVE_UP);
	testrun_state_deinit(&state);
}

/* a reset that was announced is the next boot's matter; a test that died before it is not */
static void test_resets(void **unused)
{
	struct testrun_state state;

	(void)unused;
	start(&state);
	feed(&state, "{\"record\":\"begin\",\"test\":\"a\"}");
	assert_false(state.resets);
	feed(&state, "{\"record\":\"reset\"}");
	assert_true(state.resets);
	testrun_state_boot(&state);
	assert_false(state.resets);
	assert_int_equal(state.pending.nr, 3);
	assert_string_equal(state.pending.item[0], "a");
	testrun_state_deinit(&state);
}

static void test_refuses(void **unused)
{
	static const char *const bad[] = {
		"{}",
		"{\"record\":1}",
		"{\"record\":\"begin\"}",
		"{\"record\":\"start\",\"version\":2}",
	};
	struct testrun_state state;

	(void)unused;
	start(&state);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct json_object *record = json_tokener_parse(bad[i]);
		struct error *err = testrun_state_record(&state, record);

		assert_non_null(err);
		error_destroy(err);
		json_object_put(record);
	}
	testrun_state_deinit(&state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_pass), cmocka_unit_test(test_panics),
		cmocka_unit_test(test_hangs),	 cmocka_unit_test(test_oops),
		cmocka_unit_test(test_forgets),	 cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_resets),	 cmocka_unit_test(test_lost),
		cmocka_unit_test(test_lost_often), cmocka_unit_test(test_not_lost),
	};

	return cmocka_run_group_tests_name("testrun", tests, NULL, NULL);
}
