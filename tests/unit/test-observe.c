// SPDX-License-Identifier: GPL-2.0-or-later
/* Observers without a kernel: recorded texts, values for people, the list of observers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/observe/numa_text.h"
#include "lib/observe/observer.h"
#include "lib/observe/smaps_text.h"

static void smaps_lines(void **state)
{
	enum smaps_field field;
	uint64_t start, end, value;

	(void)state;
	assert_true(smaps_header("10000000000-10000400000 rw-s 00000000 103:00 12   /mnt/f", &start,
				 &end));
	assert_true(start == 0x10000000000 && end == 0x10000400000);
	assert_false(smaps_header("Rss:                2048 kB", &start, &end));
	assert_false(smaps_header("AnonHugePages:         0 kB", &start, &end));
	assert_true(smaps_value("FilePmdMapped:      2048 kB", &field, &value));
	assert_int_equal(field, SMAPS_FILE_PMD_MAPPED);
	assert_int_equal(value, 2048);
	assert_true(smaps_value("Pss:                   7 kB", &field, &value));
	assert_int_equal(field, SMAPS_PSS);
	assert_true(smaps_value("THPeligible:           1", &field, &value));
	assert_int_equal(value, 1);
	assert_false(smaps_value("Pss_Anon:              7 kB", &field, &value));
	assert_false(smaps_value("Future:                7 kB", &field, &value));
	assert_false(smaps_value("", &field, &value));
}

static void vm_flags(void **state)
{
	enum smaps_field field;
	uint64_t value;
	char buf[160];

	(void)state;
	assert_true(smaps_value("VmFlags: rd wr sh mr ?? pf io de zz hg ", &field, &value));
	assert_int_equal(field, SMAPS_VM_FLAGS);
	assert_true(value >> VM_FLAG_PF & 1);
	assert_false(value >> VM_FLAG_MM & 1);
	assert_string_equal(field_format(&smaps_fields[field], value, buf, sizeof(buf)),
			    "rd|wr|sh|pf|io|de|mr|hg");
}

static void numa_lines(void **state)
{
	uint64_t start, values[NUMA_NR_FIELDS];

	(void)state;
	assert_true(numa_parse("10000000000 default file=/mnt/N0\\0751 mapped=3 mapmax=2 active=0 "
			       "N0=1 N12=2 kernelpagesize_kB=4", &start, values));
	assert_true(start == 0x10000000000);
	assert_int_equal(values[NUMA_PAGES], 3);
	assert_int_equal(values[NUMA_MAPPED], 3);
	assert_int_equal(values[NUMA_MAPMAX], 2);
	assert_int_equal(values[NUMA_ANON], 0);
	assert_int_equal(values[NUMA_KERNEL_PAGE_SIZE], 4);
	assert_true(numa_parse("7f0000000000 prefer:0", &start, values));
	assert_int_equal(values[NUMA_PAGES], 0);
	assert_false(numa_parse("nothing", &start, values));
}

static void values_for_people(void **state)
{
	static const struct bit_name bits[] = { { 63, "PRESENT" }, { 61, "FILE" }, { 0, NULL } };
	static const struct {
		struct field field;
		uint64_t value;
		const char *text;
	} cases[] = {
		{ { "n", FIELD_NUMBER, NULL }, 12, "12" },
		{ { "n", FIELD_KB, NULL }, 2048, "2048 kB" },
		{ { "n", FIELD_KB, NULL }, (uint64_t)-4, "-4 kB" },
		{ { "n", FIELD_HEX, NULL }, 0x4600, "0x4600" },
		{ { "n", FIELD_BOOL, NULL }, 1, "yes" },
		{ { "n", FIELD_BITS, bits }, 5ull << 61, "PRESENT|FILE" },
		{ { "n", FIELD_BITS, bits }, 1ull << 63 | 2, "PRESENT|0x2" },
		{ { "n", FIELD_BITS, bits }, 0, "none" },
		{ { "n", FIELD_STATUS, NULL }, (uint64_t)-EFAULT, "-EFAULT" },
		{ { "n", FIELD_STATUS, NULL }, 1, "node 1" },
		{ { "n", FIELD_ERRNO, NULL }, 0, "success" },
		{ { "n", FIELD_ERRNO, NULL }, (uint64_t)-EOPNOTSUPP, "-EOPNOTSUPP" },
		{ { "n", FIELD_STATUS, NULL }, 1ull << 63, "-9223372036854775808" },
		{ { "n", FIELD_LEVEL, NULL }, LEVEL_PMD, "PMD" },
	};
	char buf[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(field_format(&cases[i].field, cases[i].value, buf, sizeof(buf)),
				    cases[i].text);
	assert_string_equal(field_format(&cases[5].field, cases[5].value, buf, 5), "PRES");
}

static void observers_are_complete_and_in_order(void **state)
{
	const struct observer *const *all = observers_sorted();

	(void)state;
	assert_string_equal(all[0]->name, "entry");
	for (size_t i = 0; all[i]; i++) {
		assert_true(all[i]->nr_fields && all[i]->nr_fields <= OBSERVER_FIELDS_MAX);
		for (unsigned int f = 0; f < all[i]->nr_fields; f++)
			assert_non_null(all[i]->fields[f].name);
		assert_ptr_equal(observer_find(all[i]->name), all[i]);
		assert_true(!i || all[i - 1]->order <= all[i]->order);
	}
	assert_null(observer_find("nobody"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smaps_lines),
		cmocka_unit_test(vm_flags),
		cmocka_unit_test(numa_lines),
		cmocka_unit_test(values_for_people),
		cmocka_unit_test(observers_are_complete_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
