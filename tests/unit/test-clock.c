// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "lib/base/clock.h"

/* of CLOCK_MONOTONIC */
static double monotonic(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void it_is_seconds_that_pass(void **state)
{
	double before = monotonic(), now = clock_now(), after = monotonic();

	(void)state;
	/* a rounding of a double of some days is below a microsecond */
	assert_true(now >= before - 1e-6);
	assert_true(now <= after + 1e-6);
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	assert_true(clock_now() - now > 0.019);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_seconds_that_pass),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
