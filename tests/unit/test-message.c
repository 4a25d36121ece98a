// SPDX-License-Identifier: GPL-2.0-or-later
/* What a test's process says to the harness: written, read, cut short and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/harness/message.h"

static char bytes[MESSAGE_SIZE + 1];

static void assert_same(const char *a, const char *b)
{
	assert_int_equal(!a, !b);
	if (a)
		assert_string_equal(a, b);
}

/* written, and read again; each beginning of it is too little */
static struct message round_trip(const struct message *m)
{
	size_t size = message_write(m, bytes, sizeof(bytes));
	struct message read;

	assert_true(size <= MESSAGE_SIZE);
	assert_int_equal(message_write(m, bytes, size - 1), size);
	for (size_t len = 0; len < size; len++)
		assert_int_equal(message_read(bytes, len, &read), 0);
	bytes[size] = 'x';
	assert_int_equal(message_read(bytes, size + 1, &read), size);
	assert_int_equal(read.kind, m->kind);
	return read;
}

static void test_check(void **state)
{
	const struct check wrong = { .step = "after\nthe \"write\"", .observer = "smaps", .field = "", .where = NULL,
				     .expected = "1", .observed = "2", .rule = "the guide", .issue = "of-old",
				     .kind = CHECK_TRACE, .numbered = true, .numbers = { ~0ull, 1, 1ull << 63 } };
	const struct message m = { .kind = MESSAGE_CHECK, .check = wrong };
	struct check check = round_trip(&m).check;

	(void)state;
	assert_same(check.step, wrong.step);
	assert_same(check.observer, wrong.observer);
	assert_same(check.field, wrong.field);
	assert_same(check.where, wrong.where);
	assert_same(check.expected, wrong.expected);
	assert_same(check.observed, wrong.observed);
	assert_same(check.rule, wrong.rule);
	assert_same(check.issue, wrong.issue);
	assert_int_equal(check.kind, wrong.kind);
	assert_false(check.ok);
	assert_true(check.numbered);
	assert_memory_equal(&check.numbers, &wrong.numbers, sizeof(wrong.numbers));
}

static void test_right(void **state)
{
	const struct message m = { .kind = MESSAGE_CHECK, .check = { .observer = "o", .expected = "e", .observed = "e",
								      .ok = true } };
	struct check check = round_trip(&m).check;

	(void)state;
	assert_true(check.ok);
	assert_false(check.numbered);
	assert_null(check.step);
}

static void test_stated(void **state)
{
	const struct message m = { .kind = MESSAGE_STATED, .stated = { "step", 4096, 1ull << 40, "zero page", "PTE",
									"special" } };
	struct stated_run run = round_trip(&m).stated;

	(void)state;
	assert_string_equal(run.step, "step");
	assert_true(run.start == 4096 && run.end == 1ull << 40);
	assert_string_equal(run.kind, "zero page");
	assert_string_equal(run.level, "PTE");
	assert_string_equal(run.class, "special");
}

static void test_texts(void **state)
{
	struct message m = { .kind = MESSAGE_LINE, .list = "entries", .text = "" };
	struct message read = round_trip(&m);

	(void)state;
	assert_string_equal(read.list, "entries");
	assert_string_equal(read.text, "");
	m = (struct message){ .kind = MESSAGE_OUTCOME, .outcome = OUTCOME_SKIP, .text = "no towel" };
	read = round_trip(&m);
	assert_int_equal(read.outcome, OUTCOME_SKIP);
	assert_string_equal(read.text, "no towel");
}

static void test_time(void **state)
{
	const struct message m = { .kind = MESSAGE_TIME, .text = "smaps", .seconds = 0.125, .times = 3 };
	struct message read = round_trip(&m);

	(void)state;
	assert_string_equal(read.text, "smaps");
	assert_true(read.seconds == 0.125 && read.times == 3);
}

static void test_two(void **state)
{
	const struct message m = { .kind = MESSAGE_LINE, .list = "trace", .text = "call" };
	size_t size = message_write(&m, bytes, sizeof(bytes));
	struct message read;

	(void)state;
	message_write(&m, bytes + size, sizeof(bytes) - size);
	assert_int_equal(message_read(bytes, 2 * size, &read), size);
	assert_int_equal(message_read(bytes + size, size, &read), size);
}

/* what lacks a member that its kind has to have */
static void test_incomplete(void **state)
{
	const struct message wrong[] = {
		{ .kind = MESSAGE_CHECK, .check = { .observer = "o", .expected = "e" } },
		{ .kind = MESSAGE_CHECK, .check = { .expected = "e", .observed = "e" } },
		{ .kind = MESSAGE_CHECK, .check = { .observer = "o", .expected = "e", .observed = "e",
						    .kind = NR_CHECK_KINDS } },
		{ .kind = MESSAGE_STATED, .stated = { "step", 0, 1, "kind", "PTE", NULL } },
		{ .kind = MESSAGE_STATED, .stated = { "step", 1, 1, "kind", "PTE", "special" } },
		{ .kind = MESSAGE_LINE, .text = "no list" },
		{ .kind = MESSAGE_LINE, .list = "entries" },
		{ .kind = MESSAGE_OUTCOME, .outcome = NR_OUTCOMES, .text = "why" },
		{ .kind = MESSAGE_OUTCOME, .outcome = OUTCOME_SKIP },
		{ .kind = MESSAGE_TIME, .seconds = 1 },
		{ .kind = MESSAGE_TIME, .seconds = -1, .text = "smaps" },
		{ .kind = NR_MESSAGE_KINDS, .text = "why", .list = "entries" },
	};
	struct message read;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		size_t size = message_write(&wrong[i], bytes, sizeof(bytes));

		assert_int_equal(message_read(bytes, size, &read), -EBADMSG);
	}
}

static void test_garbage(void **state)
{
	const struct message m = { .kind = MESSAGE_LINE, .list = "trace", .text = "call" };
	size_t size = message_write(&m, bytes, sizeof(bytes));
	struct message read;

	(void)state;
	/* a string that does not end, one more, and one that does not begin as it should */
	bytes[size - 1] = 'x';
	assert_int_equal(message_read(bytes, size, &read), -EBADMSG);
	bytes[size - 1] = '\0';
	bytes[size] = '\0';
	*(uint32_t *)bytes = (uint32_t)size + 1;
	assert_int_equal(message_read(bytes, size + 1, &read), -EBADMSG);
	*(uint32_t *)bytes = (uint32_t)size;
	*(char *)memchr(bytes + 40, '=', size) = '-';
	assert_int_equal(message_read(bytes, size, &read), -EBADMSG);
	/* sizes that cannot be */
	for (uint32_t wrong = 0; wrong < 40; wrong++) {
		*(uint32_t *)bytes = wrong;
		assert_int_equal(message_read(bytes, size, &read), -EBADMSG);
	}
	*(uint32_t *)bytes = MESSAGE_SIZE + 1;
	assert_int_equal(message_read(bytes, size, &read), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check), cmocka_unit_test(test_right), cmocka_unit_test(test_stated),
		cmocka_unit_test(test_texts), cmocka_unit_test(test_time), cmocka_unit_test(test_two),
		cmocka_unit_test(test_incomplete), cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
