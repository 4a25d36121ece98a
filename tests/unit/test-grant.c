// SPDX-License-Identifier: GPL-2.0-or-later
/* Xen grants: the p2m and its inverse, and what interfaces must say of granted pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/kernel/xen.h"
#include "lib/observe/observer.h"
#include "lib/observe/smaps_text.h"

#define FOREIGN (1ull << 63)
#define IDENTITY (1ull << 62)

static void entries_of_the_p2m(void **state)
{
	(void)state;
	assert_int_equal(p2m_entry_frame(0x7f594), 0x7f594);
	assert_int_equal(p2m_entry_frame(0x7f594 | FOREIGN), 0x7f594);
	assert_int_equal(p2m_entry_frame(0xfee00 | IDENTITY), 0xfee00);
	assert_true(p2m_entry_frame(P2M_INVALID) == P2M_INVALID);
	assert_true(p2m_entry_own(0x7f594));
	assert_false(p2m_entry_own(0x7f594 | FOREIGN));
	assert_false(p2m_entry_own(0xfee00 | IDENTITY));
	assert_false(p2m_entry_own(P2M_INVALID));
}

/* a grant of our own page is a second entry with its frame: the inverse gives the page itself */
static void inverse_knows_own_pages_only(void **state)
{
	const uint64_t entries[] = {
		0x5000, P2M_INVALID, 0x7f594, 0x7f594 | FOREIGN, 0x123 | IDENTITY, 0x41234567,
	};
	struct p2m p2m = { 0 };

	(void)state;
	assert_true(p2m_take(&p2m, 0x100, entries, ARRAY_SIZE(entries)));
	assert_int_equal(p2m.pfns[0x5000], 0x101);
	assert_int_equal(p2m.pfns[0x7f594], 0x103);
	assert_int_equal(p2m.pfns[0x123], 0);
	assert_int_equal(p2m.pfns[0x41234567], 0x106);
	assert_true(p2m.nr_pfns > 0x41234567);
	p2m_deinit(&p2m);
	assert_null(p2m.pfns);
}

static void inverse_refuses_nonsense(void **state)
{
	const uint64_t entry = 1ull << 40;
	struct p2m p2m = { 0 };

	(void)state;
	assert_false(p2m_take(&p2m, 0, &entry, 1));
	p2m_deinit(&p2m);
}

#define BASE 0x10000000000ull

static const struct features v7_2 = {
	.version = KERNEL(7, 2, 12), .find_normal_page = true, .pagemap_scan = true,
};

static struct expectation expect(bool pv, enum page_backing backing, const char *observer,
				 const char *field)
{
	struct stated stated = {
		.vma = { .start = BASE, .end = BASE + PTE_SIZE, .find_normal_page = pv,
			 .flags = VMA_READ | VMA_SHARED | VMA_FILE | VMA_MIXEDMAP },
		.runs = { { .start = BASE, .end = BASE + PTE_SIZE,
			    .page = { .kind = PAGE_GRANT, .level = LEVEL_PTE,
				      .backing = backing } } },
		.nr_runs = 1,
	};
	struct expectation e[OBSERVER_FIELDS_MAX] = { 0 };
	const struct observer *o = observer_find(observer);

	assert_non_null(o);
	o->expect(&v7_2, &stated, o->scope == OBSERVE_PAGE ? &stated.runs[0] : NULL, BASE, e);
	for (unsigned int i = 0; i < o->nr_fields; i++)
		if (!strcmp(o->fields[i].name, field))
			return e[i];
	fail_msg("%s has no field %s", observer, field);
	return e[0];
}

static void backing_decides_move_pages(void **state)
{
	struct expectation e;

	(void)state;
	assert_int_equal(expect(true, BACKING_UNKNOWN, "move_pages", "status").mask, 0);
	e = expect(true, BACKING_DEVICE, "move_pages", "status");
	assert_true(e.mask == ~0ull && e.value == (uint64_t)-ENOENT);
	e = expect(true, BACKING_RESERVED, "move_pages", "status");
	assert_true(e.mask == 1ull << 63 && !e.value);
}

static void numa_maps_counts_neither(void **state)
{
	(void)state;
	assert_int_equal(expect(true, BACKING_UNKNOWN, "numa_maps", "N*").mask, 0);
	assert_true(expect(true, BACKING_DEVICE, "numa_maps", "N*").mask);
	assert_int_equal(expect(true, BACKING_DEVICE, "numa_maps", "N*").value, 0);
	assert_true(expect(false, BACKING_RESERVED, "numa_maps", "N*").mask);
	assert_int_equal(expect(false, BACKING_RESERVED, "numa_maps", "N*").value, 0);
}

/* grant_to_pte_flags() in the hypervisor; an entry that Linux makes is clean until written */
static void hypervisor_makes_entries_dirty(void **state)
{
	const uint64_t dirty = 1ull << 6, special = 1ull << 9;
	struct expectation e;

	(void)state;
	e = expect(true, BACKING_DEVICE, "entry", "value");
	assert_true((e.mask & (dirty | special)) == (dirty | special));
	assert_true((e.value & (dirty | special)) == (dirty | special));
	e = expect(false, BACKING_DEVICE, "entry", "value");
	assert_true((e.mask & (dirty | special)) == (dirty | special));
	assert_false(e.value & (dirty | special));
	e = expect(true, BACKING_DEVICE, "smaps", "Private_Dirty");
	assert_true(e.mask && e.value == 4);
}

static void kpageflags_only_where_the_pfn_is_right(void **state)
{
	(void)state;
	assert_int_equal(expect(true, BACKING_RESERVED, "kpageflags", "flags").mask, 0);
	assert_true(expect(false, BACKING_RESERVED, "kpageflags", "flags").value & 1ull << 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_of_the_p2m),
		cmocka_unit_test(inverse_knows_own_pages_only),
		cmocka_unit_test(inverse_refuses_nonsense),
		cmocka_unit_test(backing_decides_move_pages),
		cmocka_unit_test(numa_maps_counts_neither),
		cmocka_unit_test(hypervisor_makes_entries_dirty),
		cmocka_unit_test(kpageflags_only_where_the_pfn_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
