// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines come whole, whatever pieces they are read in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/full_lines.h"

/** struct collected - the lines so far, with a bar behind each */
struct collected {
	char text[64];
	unsigned int nr, most;
};

static bool take(void *data, char *line)
{
	struct collected *lines = data;

	strcat(strcat(lines->text, line), "|");
	return ++lines->nr < lines->most;
}

static void pieces_of_each_size(void **state)
{
	static const char text[] = "one\n\nthree and more\nfour\nrest";
	const size_t size = sizeof(text) - 1;

	(void)state;
	for (size_t piece = 1; piece <= size; piece++) {
		struct collected lines = { .most = 100 };
		char buf[sizeof(text)];
		size_t len = 0;

		for (size_t at = 0; at < size; at += piece) {
			size_t n = size - at < piece ? size - at : piece;

			memcpy(buf + len, text + at, n);
			len += n;
			assert_true(full_lines(buf, &len, take, &lines));
		}
		assert_string_equal(lines.text, "one||three and more|four|");
		assert_int_equal(len, 4);
		assert_memory_equal(buf, "rest", 4);
	}
}

static void no_more_than_wanted(void **state)
{
	struct collected lines = { .most = 2 };
	char text[] = "a\nb\nc\n";
	size_t len = 6;

	(void)state;
	assert_false(full_lines(text, &len, take, &lines));
	assert_string_equal(lines.text, "a|b|");
}

static void a_null_byte_ends_the_text_not_the_line(void **state)
{
	struct collected lines = { .most = 100 };
	char text[] = "a\0b\nc\n";
	size_t len = 6;

	(void)state;
	assert_true(full_lines(text, &len, take, &lines));
	assert_string_equal(lines.text, "a|c|");
	assert_int_equal(len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_each_size),
		cmocka_unit_test(no_more_than_wanted),
		cmocka_unit_test(a_null_byte_ends_the_text_not_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
