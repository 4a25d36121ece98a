// SPDX-License-Identifier: GPL-2.0-or-later
/* What a verdict's line says where no page was looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/format/report.h"

#define RESULT(step_, field_, observed_)					\
	{ .kind = CHECK_RESULT, .step = step_, .observer = "result", .field = field_, .expected = observed_, .observed = observed_,	\
	  .ok = true }
#define CALL(function, observed_)						\
	{ .kind = CHECK_TRACE, .step = "making it", .observer = CHECK_OBSERVER_TRACE, .field = function, .observed = observed_, .ok = true }
#define ASKED(observer_)							\
	{ .step = "read", .observer = observer_, .observed = "x", .ok = true }

static const struct {
	struct check checks[6];
	const char *text;
} cases[] = {
	{ { RESULT("mapping it private", "errno", "22") }, "mapping it private: errno EINVAL" },
	{ { RESULT("locked", "errno", "0") }, "locked: errno 0" },
	{ { RESULT("revoked", "mapping it", "-22") }, "revoked: mapping it -EINVAL" },
	{ { RESULT("in the child", "signal of a read", "11") },
	  "in the child: signal of a read SIGSEGV" },
	{ { RESULT("moved", "gntdev: signal after mremap", "0") },
	  "moved: gntdev: signal after mremap 0" },
	{ { RESULT("read", "byte of the granter", "100") }, "read: byte of the granter 'd'" },
	{ { RESULT("read", "byte read", "0") }, "read: byte read 0" },
	/* a number of them, and a name that only begins like one */
	{ { RESULT("read", "bytes", "100") }, "read: bytes 100" },
	{ { RESULT("read", "signals", "11") }, "read: signals 11" },
	{ { RESULT("", "errno", "95") }, "errno EOPNOTSUPP" },
	{ { RESULT("a", "errno", "0"), RESULT("b", "errno", "1") }, "a: errno 0 -> b: errno EPERM" },
	{ { CALL("vmf_insert_pfn_pmd", "not called") }, "vmf_insert_pfn_pmd() not called" },
	{ { CALL("insert", "called, write = 1"), RESULT("a", "n", "7") },
	  "insert() called, write = 1 -> a: n 7" },
	{ { RESULT("a", "m", "0"), RESULT("a", "n", "1"), RESULT("b", "n", "1") },
	  "a: m 0, n 1 -> b: n 1" },
	{ { RESULT("a", "n", "1"), RESULT("b", "n", "2"), RESULT("c", "n", "3"),
	    RESULT("d", "n", "4"), RESULT("e", "n", "5") },
	  "a: n 1 -> b: n 2 -> c: n 3 and 2 more checks" },
	{ { ASKED("smaps"), RESULT("a", "n", "1") }, "a: n 1 and 1 more check" },
	{ { ASKED("smaps") }, "1 check of smaps" },
	{ { ASKED("smaps"), ASKED("pagemap"), ASKED("smaps") }, "3 checks of smaps, pagemap" },
	{ { ASKED("a"), ASKED("b"), ASKED("c"), ASKED("d"), ASKED("e"), ASKED("a") },
	  "6 checks of a, b, c and 2 more" },
};

static void make(struct verdict *v, const struct check *checks)
{
	*v = (struct verdict){ .test = strdup("x.y") };
	for (size_t i = 0; i < 6 && checks[i].observer; i++)
		verdict_add_check(v, &checks[i]);
}

static void one_line_of_what_was_compared(void **state)
{
	struct verdict v;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text;

		make(&v, cases[i].checks);
		text = verdict_compared(&v);
		assert_string_equal(text, cases[i].text);
		free(text);
		verdict_clear(&v);
	}
	v = (struct verdict){ 0 };
	assert_null(verdict_compared(&v));
}

/* in every document that has the line: people's and the records */
static void no_pass_says_nothing(void **state)
{
	static const char *const formats[] = { "human", "json" };
	struct verdict v;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct report *report = NULL;
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		assert_null(report_open(&report, formats[i], out));
		report_start(report, "title", 2);
		make(&v, cases[0].checks);
		report_verdict(report, &v);
		/* a page says more */
		v.summary = strdup("PTE 1 zero page: special");
		report_verdict(report, &v);
		report_end(report);
		fclose(out);
		assert_non_null(strstr(text, "mapping it private: errno EINVAL"));
		assert_non_null(strstr(text, "PTE 1 zero page: special"));
		assert_null(strstr(strstr(text, "errno EINVAL") + 1, "errno EINVAL"));
		free(text);
		verdict_clear(&v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_of_what_was_compared),
		cmocka_unit_test(no_pass_says_nothing),
	};

	return cmocka_run_group_tests_name("compared", tests, NULL, NULL);
}
