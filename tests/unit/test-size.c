// SPDX-License-Identifier: GPL-2.0-or-later
/* Sizes and numbers as people type them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/size.h"
#include "tests/unit/expect_error.h"

static void sizes_have_units(void **state)
{
	static const struct {
		const char *text;
		unsigned long long bytes;
	} cases[] = {
		{ "1", 1 }, { "4096", 4096 }, { "1K", 1024 }, { "64k", 65536 }, { "512M", 536870912 },
		{ "2G", 2147483648 }, { "2g", 2147483648 }, { "3T", 3298534883328 },
		{ "18446744073709551615", UINT64_MAX }, { "16777215T", 18446742974197923840u },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long long bytes = 0;

		assert_null(size_parse("size", cases[i].text, NULL, &bytes));
		assert_int_equal(bytes, cases[i].bytes);
	}
	assert_int_equal(KIB, 1024);
	assert_int_equal(MIB, 1048576);
	assert_int_equal(GIB, 1073741824);
}

/* also what is too large for 64 bits, which would come around */
static void other_words_are_no_sizes(void **state)
{
	static const char *const words[] = {
		"", "0", "0G", "M", "x", "2X", "2GB", "2G ", " 2G", "-1", "+1", "1.5G", "0x10", "18446744073709551616",
		"16777216T", "17179869184G", "17179869185G",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		unsigned long long bytes = 77;
		struct error *err = size_parse("size", words[i], NULL, &bytes);

		assert_non_null(err);
		assert_int_equal(err->kind, ERROR_USAGE);
		assert_non_null(strstr(err->message, " is no size (as 512M or 2G)"));
		assert_int_equal(bytes, 77);
		error_destroy(err);
	}
}

/* the callers' bounds are allowed, and one byte beyond them is not */
static void sizes_have_bounds(void **state)
{
	static const struct size_bounds bounds = { 256 * MIB, 1024 * GIB }, odd = { 1000, 1536 * KIB };
	static const char *const inside[] = { "256M", "268435456", "2G", "1024G", "1T" };
	unsigned long long bytes = 77;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(inside); i++)
		assert_null(size_parse("memory", inside[i], &bounds, &bytes));
	assert_int_equal(bytes, 1024 * GIB);
	expect_error(size_parse("memory", "268435455", &bounds, &bytes),
		     "--memory 268435455: give a size from 256M to 1T");
	expect_error(size_parse("memory", "1099511627777", &bounds, &bytes),
		     "--memory 1099511627777: give a size from 256M to 1T");
	expect_error(size_parse("memory", "2X", &bounds, &bytes), "--memory 2X: give a size from 256M to 1T");
	expect_error(size_parse("files", "999", &odd, &bytes), "--files 999: give a size from 1000 to 1536K");
	assert_int_equal(bytes, 1024 * GIB);
}

static void numbers_are_above_zero(void **state)
{
	unsigned long long number = 0;

	(void)state;
	assert_null(number_parse("max-time", "60", "seconds", &number));
	assert_int_equal(number, 60);
	expect_error(number_parse("max-time", "0", "seconds", &number), "--max-time 0 is no number of seconds");
	expect_error(number_parse("max-time", "1s", "seconds", &number), "--max-time 1s is no number of seconds");
	expect_error(number_parse("max-time", "-1", "seconds", &number), "--max-time -1 is no number of seconds");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_have_units),
		cmocka_unit_test(other_words_are_no_sizes),
		cmocka_unit_test(sizes_have_bounds),
		cmocka_unit_test(numbers_are_above_zero),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
