// SPDX-License-Identifier: GPL-2.0-or-later
/* What the soak takes for growth: a leak under noise, and not what only moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/soak/growth.h"

#define ROUNDS 500
#define EVERY 5

/* the same for each run, and without a trend */
static double noise(unsigned int i, double size)
{
	return size * ((i * 2654435761u >> 16 & 1023) / 1023.0 - 0.5);
}

static bool grows(double leak, double noise_size, double settles, double step)
{
	struct series series = { 0 };
	struct growth growth;

	for (unsigned int i = EVERY; i <= ROUNDS; i += EVERY) {
		double value = 1000 + leak * i + noise(i, noise_size);

		value += i < ROUNDS / 2 ? settles * i : settles * ROUNDS / 2;
		value += i > 3 * ROUNDS / 4 ? step : 0;
		series_add(&series, i, value);
	}
	growth = growth_of(&series);
	return growth_is(&growth, 0.25);
}

static void test_leaks(void **state)
{
	(void)state;
	assert_true(grows(1, 0, 0, 0));
	assert_true(grows(1, 100, 0, 0));
	assert_true(grows(1, 20, 0, 0));
	/* 4 KiB a round under 200 KiB of noise */
	assert_true(grows(4, 200, 0, 0));
}

static void test_moves(void **state)
{
	(void)state;
	assert_false(grows(0, 0, 0, 0));
	assert_false(grows(0, 200, 0, 0));
	/* what the first half fills stays */
	assert_false(grows(0, 20, 2, 0));
	/* a slab more, once */
	assert_false(grows(0, 10, 0, 21));
	assert_false(grows(0, 0, 0, 200));
	assert_false(grows(-1, 10, 0, 0));
	/* less than an object in four rounds cannot be distinguished from noise */
	assert_false(grows(0.1, 10, 0, 0));
}

static void test_short(void **state)
{
	struct series series = { 0 };

	(void)state;
	for (unsigned int i = 0; i < 15; i++)
		series_add(&series, i, i * 100);
	assert_true(growth_of(&series).slope == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leaks),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_short),
	};

	return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
