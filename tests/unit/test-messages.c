// SPDX-License-Identifier: GPL-2.0-or-later
/* What QEMU and a guest of Xen tell: as they do, and as they never should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "provisioning/machine/vm/qmp.h"
#include "provisioning/xen/answer.h"

static void test_qmp(void **state)
{
	struct qmp_message m;

	(void)state;
	qmp_read(&m, "{\"event\":\"SHUTDOWN\",\"data\":{\"reason\":\"guest-reset\"}}");
	assert_string_equal(m.event, "SHUTDOWN");
	assert_string_equal(m.reason, "guest-reset");
	assert_null(m.error);
	qmp_message_clear(&m);
	qmp_read(&m, "{\"return\":{\"status\":\"running\"}}");
	assert_string_equal(m.status, "running");
	assert_null(m.event);
	qmp_message_clear(&m);
	qmp_read(&m, "{\"error\":{\"desc\":\"no file\"}}");
	assert_string_equal(m.error, "no file");
	qmp_message_clear(&m);
}

static void test_qmp_nonsense(void **state)
{
	static const char *const lines[] = {
		"", "{", "[]", "null", "{\"event\":null}", "{\"event\":{}}",
		"{\"return\":[],\"data\":1}",
	};
	struct qmp_message m;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		qmp_read(&m, lines[i]);
		assert_false(m.event || m.reason || m.data_status || m.status || m.error);
		qmp_message_clear(&m);
	}
	/* an error without a word is one */
	qmp_read(&m, "{\"event\":\"SHUTDOWN\",\"data\":{\"reason\":null},\"error\":null}");
	assert_null(m.reason);
	assert_non_null(m.error);
	qmp_message_clear(&m);
}

static void test_answer(void **state)
{
	uint32_t refs[2];
	const char *rest;

	(void)state;
	assert_string_equal(answer_to("7 0 8 9", 7), "0 8 9");
	assert_null(answer_to("7 0 8 9", 8));
	assert_null(answer_to("-7 0", (unsigned long)-7));
	assert_null(answer_to("", 0));
	assert_true(answer_result("0 8 9", &rest));
	assert_string_equal(rest, "8 9");
	assert_false(answer_result("-22", &rest));
	assert_false(answer_result("", &rest));
	assert_true(answer_references("8 9", refs, 2));
	assert_int_equal(refs[0], 8);
	assert_int_equal(refs[1], 9);
	assert_false(answer_references("8", refs, 2));
	assert_false(answer_references("8 9 10", refs, 2));
	assert_false(answer_references("8 4294967296", refs, 2));
	assert_false(answer_references("8 x", refs, 2));
	assert_false(answer_references("8 99999999999999999999", refs, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qmp),
		cmocka_unit_test(test_qmp_nonsense),
		cmocka_unit_test(test_answer),
	};

	return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
