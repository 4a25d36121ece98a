// SPDX-License-Identifier: GPL-2.0-or-later
/* Package versions, and which kernel is meant by a series. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "lib/base/array.h"
#include "provisioning/machine/kernel/debian_kernels.h"
#include "provisioning/machine/package/version.h"

static void test_order(void **state)
{
	/* each is older than the next: deb-version(7) */
	static const char *const sorted[] = {
		"6.1.0-28",	   "6.9.7-1~bpo12+1",	"6.12.9-1~bpo12+1", "6.12.9-1",
		"6.18.15-1",	   "6.19~rc4-1~exp1",	"6.19-1",	    "7.2.9-1~bpo13+1",
		"7.2.12-1~bpo13+1", "7.2.12-1",		"7.2.12-1+b1",	    "7.3~rc7-1~exp1",
		"7.3.4-1",	   "1:1.0-1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sorted); j++) {
			int got = version_compare(sorted[i], sorted[j]);

			assert_int_equal((got > 0) - (got < 0), (i > j) - (i < j));
		}
}

static void test_series(void **state)
{
	(void)state;
	assert_true(version_has_series("7.2.12-1~bpo13+1", "7"));
	assert_true(version_has_series("7.2.12-1~bpo13+1", "7.2"));
	assert_true(version_has_series("7.2.12-1~bpo13+1", "7.2.12"));
	assert_true(version_has_series("7.2.12-1~bpo13+1", "7.2.12-1~bpo13+1"));
	assert_false(version_has_series("7.2.12-1~bpo13+1", "7.2.1"));
	assert_false(version_has_series("7.20-1", "7.2"));
	assert_true(version_has_series("7.3~rc7-1~exp1", "7.3"));
	assert_false(version_has_series("7.2-1", "6"));
}

static bool chosen(const char *series, bool released, const char *release, const char *version)
{
	struct kernel_choice choice;
	bool matches;

	kernel_choice_parse(&choice, series);
	choice.released = released;
	matches = kernel_choice_matches(&choice, release, version);
	free(choice.series);
	return matches;
}

static void test_choice(void **state)
{
	(void)state;
	assert_true(chosen("7.2", false, "7.2.12+deb13-amd64", "7.2.12-1"));
	assert_true(chosen(NULL, false, "7.2.12+deb13-amd64", "7.2.12-1"));
	assert_false(chosen("7.2", false, "7.2.12+deb13-rt-amd64", "7.2.12-1"));
	assert_true(chosen("7.2-rt", false, "7.2.12+deb13-rt-amd64", "7.2.12-1"));
	assert_true(chosen("7.2.12-cloud-amd64", false, "7.2.12+deb13-cloud-amd64", "7.2.12-1"));
	assert_false(chosen("7.2-cloud", false, "7.2.12+deb13-amd64", "7.2.12-1"));
	assert_true(chosen("7.3~rc7", false, "7.3-amd64", "7.3~rc7-1~exp1"));
	assert_false(chosen(NULL, true, "7.3-amd64", "7.3~rc7-1~exp1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_choice),
	};

	return cmocka_run_group_tests_name("version", tests, NULL, NULL);
}
