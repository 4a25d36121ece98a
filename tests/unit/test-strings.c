// SPDX-License-Identifier: GPL-2.0-or-later
/* Strings that the caller frees: copied, put together, in lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/string_list.h"

static void copies_are_our_own(void **state)
{
	static const char text[] = "one two";
	guarded(free) char *whole = string_copy(text);
	guarded(free) char *formatted = string_format("%s %d", "one", 2);

	(void)state;
	assert_ptr_not_equal(whole, text);
	assert_string_equal(whole, text);
	assert_null(string_copy(NULL));
	assert_string_equal(formatted, "one 2");
}

/* bytes of a file are ended by nothing */
static void a_part_is_copied_up_to_its_length(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		const char *want;
	} cases[] = {
		{ "one two", 3, "one" }, { "one two", 0, "" }, { "one", 3, "one" }, { "one", SIZE_MAX, "one" },
		{ "a\0b", 3, "a" }, { "", 0, "" },
	};
	static const char bytes[3] = { 'a', 'b', 'c' };
	guarded(free) char *copy = string_copy_n(bytes, sizeof(bytes));

	(void)state;
	assert_string_equal(copy, "abc");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(free) char *part = string_copy_n(cases[i].text, cases[i].length);

		assert_string_equal(part, cases[i].want);
	}
}

static void the_separator_is_between(void **state)
{
	guarded(free) char *text = NULL;
	guarded(free) char *empty = string_copy("");

	(void)state;
	string_append(&text, ", ", "one");
	assert_string_equal(text, "one");
	string_append(&text, ", ", "two");
	string_append(&text, "", "!");
	assert_string_equal(text, "one, two!");
	string_append(&empty, ", ", "one");
	assert_string_equal(empty, "one");
}

static void an_end_is_not_the_whole(void **state)
{
	(void)state;
	assert_true(string_ends_in("vmlinuz.deb", ".deb"));
	assert_false(string_ends_in(".deb", ".deb"));
	assert_false(string_ends_in("deb", ".deb"));
	assert_false(string_ends_in("vmlinuz.deb.xz", ".deb"));
}

static void assert_joined(const struct string_list *list, const char *separator, const char *want)
{
	guarded(free) char *text = string_list_join(list, separator);

	assert_string_equal(text, want);
}

static void lists_are_joined(void **state)
{
	struct string_list list guarded(strings) = { 0 };

	(void)state;
	assert_joined(&list, ", ", "");
	string_list_add(&list, "%s", "");
	assert_joined(&list, ", ", "");
	string_list_add(&list, "%d", 7);
	string_list_add(&list, "%s", "");
	/* an item that is empty is one */
	assert_joined(&list, ", ", ", 7, ");
	assert_joined(&list, "", "7");
	string_list_clear(&list);
	string_list_add(&list, "one");
	assert_joined(&list, ", ", "one");
}

/* what is cleared can be filled again, and is an argv at any time */
static void lists_end_in_null(void **state)
{
	struct string_list list guarded(strings) = { 0 };

	(void)state;
	for (int round = 0; round < 2; round++) {
		string_list_clear(&list);
		assert_int_equal(list.nr, 0);
		assert_null(list.item);
		string_list_split(&list, ",,a, b,,", ", ");
		assert_int_equal(list.nr, 2);
		assert_string_equal(list.item[0], "a");
		assert_string_equal(list.item[1], "b");
		assert_null(list.item[2]);
		assert_true(string_list_has(&list, "b"));
		assert_false(string_list_has(&list, ""));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_are_our_own),
		cmocka_unit_test(a_part_is_copied_up_to_its_length),
		cmocka_unit_test(the_separator_is_between),
		cmocka_unit_test(an_end_is_not_the_whole),
		cmocka_unit_test(lists_are_joined),
		cmocka_unit_test(lists_end_in_null),
	};

	return cmocka_run_group_tests_name("strings", tests, NULL, NULL);
}
