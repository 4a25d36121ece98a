// SPDX-License-Identifier: GPL-2.0-or-later
/* The harness without a kernel to test: processes that skip, crash, hang, lie and fork. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/base/array.h"
#include "lib/harness/process.h"
#include "lib/harness/run.h"

static void holds(struct scenario *s)
{
	expect_result(s, "only step", "answer", 42, 42, "the guide");
}

static void fails(struct scenario *s)
{
	expect_result(s, "only step", "answer", 42, 41, "the guide");
	expect_result(s, "only step", "question", 1, 1, "the guide");
}

static void checks_nothing(struct scenario *s)
{
	(void)s;
}

static void skips(struct scenario *s)
{
	expect_result(s, "only step", "answer", 42, 42, "the guide");
	scenario_skip(s, "no %s here", "towel");
}

/* what was wrong before counts */
static void skips_late(struct scenario *s)
{
	expect_result(s, "only step", "answer", 42, 41, "the guide");
	scenario_skip(s, "no towel here");
}

static void breaks_late(struct scenario *s)
{
	expect_result(s, "only step", "answer", 42, 41, "the guide");
	scenario_broken(s, "no towel here");
}

static void crashes(struct scenario *s)
{
	expect_result(s, "before", "answer", 42, 42, "the guide");
	/* without ASan's report: it is the signal that matters */
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void hangs(struct scenario *s)
{
	(void)s;
	for (;;)
		pause();
}

/* as a process that the kernel cannot kill: it has said all, and does not end */
static void lingers(struct scenario *s)
{
	expect_result(s, "only step", "answer", 42, 42, "the guide");
	scenario_flush(s);
	close(s->pipe);
	hangs(s);
}

/* what the harness cannot read may have been a check that did not hold */
static void scribbles(struct scenario *s)
{
	holds(s);
	assert_int_equal(write(s->pipe, "{\"check\":\n", 10), 10);
	holds(s);
}

static void talks_too_long(struct scenario *s)
{
	static char text[100000];

	holds(s);
	memset(text, 'a', sizeof(text) - 1);
	scenario_emit_line(s, "entries", "%s", text);
	scenario_flush(s);
}

static void says_much_of_why(struct scenario *s)
{
	scenario_skip(s, "%0600d towels", 0);
}

static void leaves_a_child(struct scenario *s)
{
	if (!fork())
		hangs(s);
	expect_result(s, "only step", "answer", 42, 42, "the guide");
}

static void check_in_child(struct scenario *s, void *arg)
{
	expect_result(s, arg, "answer", 42, 43, "the guide");
}

static void fails_in_child(struct scenario *s)
{
	in_other_process(s, check_in_child, (void *)"in the child");
	expect_result(s, "afterwards", "answer", 42, 42, "the guide");
}

static void skip_in_child(struct scenario *s, void *arg)
{
	scenario_skip(s, "%s", (const char *)arg);
}

static void skips_in_child(struct scenario *s)
{
	in_other_process(s, skip_in_child, (void *)"no child likes this");
	/* what the child was to prepare is not there */
	expect_result(s, "afterwards", "answer", 42, 43, "the guide");
}

static struct error *no_instances(const struct instance **instances, size_t *nr)
{
	(void)instances;
	(void)nr;
	return error_create(ERROR_UNTESTABLE, "no improbability drive (install one)");
}

static struct error *two_instances(const struct instance **instances, size_t *nr)
{
	static const struct instance two[] = { { .name = "a" }, { .name = "b" } };

	*instances = two;
	*nr = 2;
	return NULL;
}

static const struct need missing = { .name = "a drive", .instances = no_instances };
static const struct need twice = { .name = "two", .instances = two_instances };

SCENARIO(holds, "fake", "holds", "d", .run = holds);
SCENARIO(fails, "fake", "fails", "d", .run = fails);
SCENARIO(checks_nothing, "fake", "checks-nothing", "d", .run = checks_nothing);
SCENARIO(skips, "fake", "skips", "d", .run = skips);
SCENARIO(skips_late, "fake", "skips-late", "d", .run = skips_late);
SCENARIO(breaks_late, "fake", "breaks-late", "d", .run = breaks_late);
SCENARIO(crashes, "fake", "crashes", "d", .run = crashes);
SCENARIO(hangs, "fake", "hangs", "d", .run = hangs, .timeout = 1);
SCENARIO(lingers, "fake", "lingers", "d", .run = lingers, .exit_timeout = 1);
SCENARIO(scribbles, "fake", "scribbles", "d", .run = scribbles);
SCENARIO(talks_too_long, "fake", "talks-too-long", "d", .run = talks_too_long);
SCENARIO(says_much_of_why, "fake", "says-much-of-why", "d", .run = says_much_of_why);
SCENARIO(leaves_a_child, "fake", "leaves-a-child", "d", .run = leaves_a_child);
SCENARIO(fails_in_child, "fake", "fails-in-child", "d", .run = fails_in_child);
SCENARIO(skips_in_child, "fake", "skips-in-child", "d", .run = skips_in_child);
SCENARIO(needs_missing, "fake", "needs-missing", "d", .run = holds, .needs = &missing);
SCENARIO(needs_two, "fake", "needs-two", "d", .run = holds, .needs = &twice);

/* a need each */
#define NEEDS(n)								\
	static const struct need need_##n = { .name = #n, .instances = two_instances };	\
	SCENARIO(needs_##n, "many", #n, "d", .run = holds, .needs = &need_##n)
#define EIGHT(n)								\
	NEEDS(n##a); NEEDS(n##b); NEEDS(n##c); NEEDS(n##d);			\
	NEEDS(n##e); NEEDS(n##f); NEEDS(n##g); NEEDS(n##h)

EIGHT(one); EIGHT(two); EIGHT(three); EIGHT(four); EIGHT(five);

/** struct heard - the last verdict, copied */
struct heard {
	char test[64];
	enum outcome outcome;
	char reason[1024];
	size_t nr_checks;
	unsigned int nr;
};

static void hear(void *data, const struct verdict *v)
{
	struct heard *heard = data;

	heard->nr++;
	heard->outcome = v->outcome;
	heard->nr_checks = v->nr_checks;
	snprintf(heard->test, sizeof(heard->test), "%s", v->test);
	snprintf(heard->reason, sizeof(heard->reason), "%s", v->reason ? v->reason : "");
}

static struct heard run(const char *glob)
{
	struct heard heard = { 0 };
	const struct run_sink sink = { .data = &heard, .verdict = hear };
	struct kernel *kernel = NULL;
	struct tests tests;
	bool complete = false;

	assert_null(kernel_open(&kernel));
	tests_collect(&tests);
	assert_null(tests_choose(&tests, (char *[]){ (char *)glob }, 1));
	assert_null(tests_run(kernel, &tests, &sink, &complete));
	assert_true(complete);
	tests_clear(&tests);
	kernel_close(kernel);
	return heard;
}

static void tell_to_end(void *data, const struct verdict *v)
{
	hear(data, v);
	kill(getpid(), SIGTERM);
}

/* not all tests ran, and it does not say so */
static void interrupted(void **state)
{
	struct heard heard = { 0 };
	const struct run_sink sink = { .data = &heard, .verdict = tell_to_end };
	struct kernel *kernel = NULL;
	struct tests tests;
	struct error *err;
	bool complete = true;

	(void)state;
	run_hold_signals();
	assert_null(kernel_open(&kernel));
	tests_collect(&tests);
	assert_null(tests_choose(&tests, (char *[]){ (char *)"fake.holds", (char *)"fake.fails" }, 2));
	err = tests_run(kernel, &tests, &sink, &complete);
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_INTERRUPTED);
	error_destroy(err);
	assert_int_equal(heard.nr, 1);
	assert_false(complete);
	/* it is still pending, and would end the next run as well */
	signal(SIGTERM, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	tests_clear(&tests);
	kernel_close(kernel);
}

static void outcomes(void **state)
{
	static const struct {
		const char *test;
		enum outcome outcome;
		const char *reason;
	} want[] = {
		{ "fake.holds", OUTCOME_PASS, "" },
		{ "fake.fails", OUTCOME_FAIL,
		  "only step: result answer: expected 42, observed 41" },
		{ "fake.checks-nothing", OUTCOME_ERROR, "the scenario checked nothing" },
		{ "fake.skips", OUTCOME_SKIP, "no towel here" },
		{ "fake.skips-late", OUTCOME_FAIL,
		  "only step: result answer: expected 42, observed 41" },
		{ "fake.breaks-late", OUTCOME_FAIL,
		  "only step: result answer: expected 42, observed 41" },
		{ "fake.crashes", OUTCOME_FAIL, "killed by Segmentation fault after before" },
		{ "fake.hangs", OUTCOME_TIMEOUT, "no end after 1 s" },
		{ "fake.lingers", OUTCOME_TIMEOUT,
		  "no end for 1 s after only step, which was the last step" },
		{ "fake.scribbles", OUTCOME_ERROR, "1 message of the test could not be read" },
		{ "fake.talks-too-long", OUTCOME_ERROR, "1 message of the test could not be read" },
		{ "fake.leaves-a-child", OUTCOME_PASS, "" },
		{ "fake.fails-in-child", OUTCOME_FAIL,
		  "in the child: result answer: expected 42, observed 43" },
		{ "fake.skips-in-child", OUTCOME_SKIP, "no child likes this" },
		{ "fake.needs-missing", OUTCOME_SKIP, "no improbability drive (install one)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		struct heard heard = run(want[i].test);

		assert_int_equal(heard.nr, 1);
		assert_string_equal(heard.test, want[i].test);
		assert_string_equal(heard.reason, want[i].reason);
		assert_int_equal(heard.outcome, want[i].outcome);
	}
}

static void end_of_child_is_ours(void **state)
{
	const struct heard heard = run("fake.skips-in-child");

	(void)state;
	assert_int_equal(heard.outcome, OUTCOME_SKIP);
	assert_int_equal(heard.nr_checks, 0);
}

static void no_process_is_left(void **state)
{
	(void)state;
	run("fake.leaves-a-child");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void instances_and_globs(void **state)
{
	struct tests tests;
	struct error *err;

	(void)state;
	assert_int_equal(run("fake.*.needs-two").nr, 2);
	tests_collect(&tests);
	err = tests_choose(&tests, (char *[]){ (char *)"fake.*", (char *)"fake.nothing*" }, 2);
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_USAGE);
	assert_non_null(strstr(err->message, "'fake.nothing*'"));
	error_destroy(err);
	for (size_t i = 1; i < tests.nr; i++)
		assert_true(strcmp(tests.test[i - 1].name, tests.test[i].name) < 0);
	tests_clear(&tests);
}

static void every_need_has_its_tests(void **state)
{
	struct tests tests;

	(void)state;
	tests_collect(&tests);
	assert_null(tests_choose(&tests, (char *[]){ (char *)"many.*" }, 1));
	assert_int_equal(tests.nr, 2 * 40);
	tests_clear(&tests);
}

static void reasons_are_whole(void **state)
{
	static struct heard heard;

	(void)state;
	heard = run("fake.says-much-of-why");
	assert_int_equal(heard.outcome, OUTCOME_SKIP);
	assert_int_equal(strlen(heard.reason), 607);
}

/* the line that --wait reads: anything but tests that are there is refused, and changes nothing */
static void requests(void **state)
{
	static const char *const wrong[] = {
		"", "no", "null", "[]", "{}", "{\"tests\":7}", "{\"tests\":[null]}",
		"{\"tests\":[\"fake.holds\",\"fake.nothing\"]}", "{\"tests\":[[\"fake.holds\"]]}",
	};
	struct tests tests, none = { 0 };
	size_t all;

	(void)state;
	tests_collect(&tests);
	all = tests.nr;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		guarded(error) struct error *err = tests_keep_requested(&tests, wrong[i]);

		assert_non_null(err);
		assert_int_equal(err->kind, ERROR_USAGE);
		assert_int_equal(tests.nr, all);
	}
	assert_null(tests_keep_requested(&tests, "{\"tests\":[\"fake.holds\",\"fake.fails\"],"
						 "\"hazardous\":true}\n"));
	assert_int_equal(tests.nr, 2);
	assert_string_equal(tests.test[0].name, "fake.fails");
	assert_true(tests.hazardous);
	tests_clear(&tests);
	assert_null(tests_keep_requested(&none, "{\"tests\":[]}"));
	assert_int_equal(none.nr, 0);
}

int main(void)
{
	const struct CMUnitTest unit_tests[] = {
		cmocka_unit_test(outcomes),
		cmocka_unit_test(end_of_child_is_ours),
		cmocka_unit_test(interrupted),
		cmocka_unit_test(no_process_is_left),
		cmocka_unit_test(instances_and_globs),
		cmocka_unit_test(every_need_has_its_tests),
		cmocka_unit_test(reasons_are_whole),
		cmocka_unit_test(requests),
	};

	return cmocka_run_group_tests_name("harness", unit_tests, NULL, NULL);
}
