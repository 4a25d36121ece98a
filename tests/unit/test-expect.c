// SPDX-License-Identifier: GPL-2.0-or-later
/* What each interface must say of the main kinds of pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/observe/observer.h"
#include "lib/observe/smaps_text.h"

#define BASE 0x10000000000ull
#define DAX_SHARED (VMA_READ | VMA_WRITE | VMA_SHARED | VMA_FILE)
#define DAX_PRIVATE (VMA_READ | VMA_WRITE | VMA_FILE)

static const struct features v6_17 = { .version = KERNEL(6, 17, 13), .pagemap_scan = true };
static const struct features v7_2 = {
	.version = KERNEL(7, 2, 12), .huge_zero_special = true, .vm_normal_page_pud = true,
	.find_normal_page = true, .dax_refcounted = true, .pagemap_scan = true,
	.pfn_map_walked = true, .split_keeps_dirty = true,
};
static const struct features v7_3 = {
	.version = KERNEL(7, 3, 4), .huge_zero_special = true, .vm_normal_page_pud = true,
	.find_normal_page = true, .dax_refcounted = true, .pagemap_scan = true,
	.pfn_map_walked = true, .split_keeps_dirty = true,
};

/* a vma of two PMDs whose first run is given; the rest is not mapped */
static struct stated state_one(unsigned int vma_flags, struct page_state page)
{
	uint64_t size = page.level == LEVEL_PMD ? PMD_SIZE : PTE_SIZE;

	return (struct stated){
		.vma = { .start = BASE, .end = BASE + 2 * PMD_SIZE, .flags = vma_flags },
		.runs = { { .start = BASE, .end = BASE + size, .page = page } },
		.nr_runs = 1,
	};
}

static struct expectation expect(const struct features *kernel, const struct stated *stated,
				 const char *observer, const char *field)
{
	struct expectation e[OBSERVER_FIELDS_MAX] = { 0 };
	const struct observer *o = observer_find(observer);

	assert_non_null(o);
	o->expect(kernel, stated, o->scope == OBSERVE_PAGE ? &stated->runs[0] : NULL, BASE, e);
	for (unsigned int i = 0; i < o->nr_fields; i++) {
		assert_true(!e[i].mask || e[i].rule);
		if (!strcmp(o->fields[i].name, field))
			return e[i];
	}
	fail_msg("%s has no field %s", observer, field);
	return e[0];
}

static void assert_expects(const struct stated *stated, const char *observer, const char *field,
			   uint64_t mask, uint64_t value)
{
	struct expectation e = expect(&v7_2, stated, observer, field);

	if ((e.mask & mask) != mask || ((e.value ^ value) & mask))
		fail_msg("%s %s: mask %#llx value %#llx", observer, field,
			 (unsigned long long)e.mask, (unsigned long long)e.value);
}

#define ALL (~0ull)
#define SPECIAL (1ull << 9)
#define FILE_BIT (1ull << 61)
#define EXCLUSIVE (1ull << 56)
#define PRESENT (1ull << 63)
#define PF (1ull << VM_FLAG_PF)
#define MM (1ull << VM_FLAG_MM)
#define UFFD_WP (1ull << 57)
#define GUARD (1ull << 58)
#define SWAPPED (1ull << 62)
#define KPF_SWAPBACKED (1ull << 14)
#define SCAN_SWAPPED (1ull << 4)
#define SCAN_GUARD (1ull << 8)
#define SCAN_FILE (1ull << 2)
#define SCAN_PRESENT (1ull << 3)
#define SCAN_PFNZERO (1ull << 5)
#define SCAN_HUGE (1ull << 6)

static void huge_zero_is_special(void **state)
{
	const struct stated st = state_one(DAX_SHARED, (struct page_state){
		.kind = PAGE_HUGE_ZERO, .level = LEVEL_PMD });

	(void)state;
	assert_expects(&st, "entry", "level", ALL, LEVEL_PMD);
	assert_expects(&st, "entry", "value", SPECIAL | ENTRY_PSE | ENTRY_RW | ENTRY_DIRTY,
		       SPECIAL | ENTRY_PSE);
	assert_expects(&st, "entry", "huge zero folio", ALL, 1);
	assert_expects(&st, "smaps", "Rss", ALL, 0);
	assert_expects(&st, "smaps", "Pss", ALL, 0);
	assert_expects(&st, "smaps", "FilePmdMapped", ALL, 0);
	assert_expects(&st, "pagemap", "flags", PRESENT | FILE_BIT | EXCLUSIVE, PRESENT);
	assert_expects(&st, "PAGEMAP_SCAN", "categories",
		       SCAN_FILE | SCAN_PRESENT | SCAN_PFNZERO | SCAN_HUGE,
		       SCAN_PRESENT | SCAN_PFNZERO | SCAN_HUGE);
	assert_expects(&st, "kpageflags", "flags", 1ull << 24 | 1ull << 22 | 1ull << 15,
		       1ull << 24 | 1ull << 22 | 1ull << 15);
	assert_expects(&st, "kpagecount", "count", ALL, 0);
	assert_expects(&st, "move_pages", "status", ALL, (uint64_t)-EFAULT);
	assert_expects(&st, "mincore", "resident", ALL, 1);
	assert_expects(&st, "numa_maps", "N*", ALL, 0);
	/* before 6.18 the same answers without the bit */
	assert_int_equal(expect(&v6_17, &st, "entry", "value").value & SPECIAL, 0);
	assert_int_equal(expect(&v6_17, &st, "smaps", "Rss").value, 0);
}

static void struct_page_counts(void **state)
{
	const struct stated zero = state_one(DAX_SHARED, (struct page_state){
		.kind = PAGE_HUGE_ZERO, .level = LEVEL_PMD });
	const struct stated file = state_one(DAX_SHARED, (struct page_state){
		.kind = PAGE_FSDAX, .level = LEVEL_PMD, .mapcount = 2 });
	const struct stated device = state_one(DAX_SHARED, (struct page_state){
		.kind = PAGE_DEVDAX, .level = LEVEL_PMD, .mapcount = MAPCOUNT_UNKNOWN });
	static const char held[] = "references beside mappings";

	(void)state;
	assert_expects(&zero, "struct page", "mapcount", ALL, 0);
	assert_int_equal(expect(&v7_2, &zero, "struct page", held).mask, 0);
	assert_expects(&file, "struct page", "mapcount", ALL, 2);
	assert_expects(&file, "struct page", held, ALL, 0);
	assert_expects(&device, "struct page", held, ALL, 1);
	assert_int_equal(expect(&v7_2, &device, "struct page", "mapcount").mask, 0);
	/* the pages of a DAX file were not counted before 6.15 */
	assert_int_equal(expect(&v6_17, &file, "struct page", held).mask, 0);
}

static void dax_folio_is_normal(void **state)
{
	const struct stated st = state_one(DAX_SHARED, (struct page_state){
		.kind = PAGE_FSDAX, .level = LEVEL_PMD, .writable = true, .dirty = true });

	(void)state;
	assert_expects(&st, "entry", "value", SPECIAL | ENTRY_RW | ENTRY_DIRTY,
		       ENTRY_RW | ENTRY_DIRTY);
	assert_expects(&st, "smaps", "Rss", ALL, 2048);
	assert_expects(&st, "smaps", "Private_Dirty", ALL, 2048);
	assert_expects(&st, "smaps", "Shared_Dirty", ALL, 0);
	assert_expects(&st, "smaps", "FilePmdMapped", ALL, 0);
	assert_expects(&st, "smaps", "Anonymous", ALL, 0);
	assert_expects(&st, "pagemap", "flags", PRESENT | FILE_BIT | EXCLUSIVE, ALL);
	assert_expects(&st, "PAGEMAP_SCAN", "categories", SCAN_FILE | SCAN_PFNZERO | SCAN_HUGE,
		       SCAN_FILE | SCAN_HUGE);
	assert_expects(&st, "move_pages", "status", ALL, (uint64_t)-ENOENT);
	assert_true(expect(&v7_2, &st, "kpageflags", "flags").absent_ok);
}

static void shared_page_is_divided(void **state)
{
	const struct stated st = state_one(DAX_SHARED, (struct page_state){
		.kind = PAGE_FSDAX, .level = LEVEL_PTE, .dirty = true, .mapcount = 3 });

	(void)state;
	assert_expects(&st, "smaps", "Rss", ALL, 4);
	assert_expects(&st, "smaps", "Pss", ALL, 1);
	assert_expects(&st, "smaps", "Shared_Dirty", ALL, 4);
	assert_expects(&st, "smaps", "Private_Dirty", ALL, 0);
	assert_expects(&st, "pagemap", "flags", EXCLUSIVE | FILE_BIT, FILE_BIT);
	/* dirty, and not writable: where x86 keeps the bit depends on the kernel */
	assert_int_equal(expect(&v7_2, &st, "entry", "value").mask & ENTRY_DIRTY, 0);
}

static void private_copy_is_anonymous(void **state)
{
	const struct stated st = state_one(DAX_PRIVATE, (struct page_state){
		.kind = PAGE_ANON, .level = LEVEL_PTE, .writable = true, .dirty = true });

	(void)state;
	assert_expects(&st, "smaps", "Anonymous", ALL, 4);
	assert_expects(&st, "smaps", "LazyFree", ALL, 0);
	assert_expects(&st, "pagemap", "flags", PRESENT | FILE_BIT | EXCLUSIVE,
		       PRESENT | EXCLUSIVE);
	assert_expects(&st, "kpageflags", "flags", 1ull << 12, 1ull << 12);
	assert_expects(&st, "kpagecount", "count", ALL, 1);
	assert_expects(&st, "move_pages", "status", 1ull << 63, 0);
	assert_expects(&st, "numa_maps", "anon", ALL, 1);
}

static void zero_page_and_nothing(void **state)
{
	const struct stated zero = state_one(VMA_READ | VMA_WRITE, (struct page_state){
		.kind = PAGE_ZERO, .level = LEVEL_PTE });
	const struct stated none = state_one(VMA_READ | VMA_WRITE, (struct page_state){
		.kind = PAGE_NONE, .level = LEVEL_NONE });

	(void)state;
	assert_expects(&zero, "entry", "value", SPECIAL, SPECIAL);
	assert_expects(&zero, "PAGEMAP_SCAN", "categories", SCAN_PFNZERO | SCAN_HUGE, SCAN_PFNZERO);
	assert_expects(&zero, "kpageflags", "flags", 1ull << 24 | 1ull << 22, 1ull << 24);
	assert_expects(&zero, "move_pages", "status", ALL, (uint64_t)-EFAULT);
	assert_expects(&none, "entry", "level", ALL, LEVEL_NONE);
	assert_expects(&none, "smaps", "Rss", ALL, 0);
	assert_expects(&none, "pagemap", "flags", PRESENT, 0);
	assert_expects(&none, "move_pages", "status", ALL, (uint64_t)-ENOENT);
	assert_expects(&none, "mincore", "resident", ALL, 0);
}

static void pfn_map_is_a_hole_to_most(void **state)
{
	const struct stated st = state_one(DAX_SHARED | VMA_PFNMAP | VMA_IO | VMA_DONTEXPAND,
		(struct page_state){ .kind = PAGE_PFN, .level = LEVEL_PTE, .writable = true });

	(void)state;
	assert_expects(&st, "entry", "value", SPECIAL | ENTRY_RW, SPECIAL | ENTRY_RW);
	assert_expects(&st, "smaps", "Rss", ALL, 0);
	assert_expects(&st, "smaps", "VmFlags", PF | MM, PF);
	assert_expects(&st, "pagemap", "flags", PRESENT, 0);
	assert_expects(&st, "PAGEMAP_SCAN", "categories", SCAN_PRESENT, 0);
	assert_expects(&st, "move_pages", "status", ALL, (uint64_t)-ENOENT);
	assert_int_equal(expect(&v7_2, &st, "mincore", "resident").mask, 0);
}

static void hugetlb_has_fields_of_its_own(void **state)
{
	const struct stated st = state_one(VMA_READ | VMA_WRITE | VMA_HUGETLB, (struct page_state){
		.kind = PAGE_ANON, .level = LEVEL_PMD, .writable = true, .dirty = true });

	(void)state;
	assert_expects(&st, "smaps", "Rss", ALL, 0);
	assert_expects(&st, "smaps", "Private_Hugetlb", ALL, 2048);
	assert_expects(&st, "smaps", "Shared_Hugetlb", ALL, 0);
}

static void ksm_page_is_anonymous_and_counted(void **state)
{
	const struct stated st = state_one(VMA_READ | VMA_WRITE | VMA_MERGEABLE, (struct page_state){
		.kind = PAGE_KSM, .level = LEVEL_PTE, .mapcount = 2 });

	(void)state;
	assert_expects(&st, "smaps", "KSM", ALL, 4);
	assert_expects(&st, "smaps", "Anonymous", ALL, 4);
	assert_expects(&st, "smaps", "Pss", ALL, 2);
	assert_expects(&st, "smaps", "VmFlags", 1ull << VM_FLAG_MG, ALL);
	assert_expects(&st, "kpageflags", "flags", 1ull << 21 | 1ull << 12, ALL);
	assert_expects(&st, "kpagecount", "count", ALL, 2);
	assert_expects(&st, "pagemap", "flags", FILE_BIT | EXCLUSIVE, 0);
	assert_expects(&st, "PAGEMAP_SCAN", "categories", SCAN_FILE, 0);
	assert_expects(&st, "numa_maps", "anon", ALL, 1);
}

static void swap_entry_is_neither_present_nor_nothing(void **state)
{
	const struct stated st = state_one(VMA_READ | VMA_WRITE, (struct page_state){
		.kind = PAGE_SWAP, .level = LEVEL_NONE, .mapcount = 2 });

	(void)state;
	assert_expects(&st, "entry", "level", ALL, LEVEL_NONE);
	assert_expects(&st, "entry", "not empty, not present", ALL, 1);
	assert_expects(&st, "smaps", "Rss", ALL, 0);
	assert_expects(&st, "smaps", "Swap", ALL, 4);
	assert_expects(&st, "smaps", "SwapPss", ALL, 2);
	assert_expects(&st, "pagemap", "flags", PRESENT | SWAPPED | GUARD, SWAPPED);
	assert_expects(&st, "PAGEMAP_SCAN", "categories", SCAN_PRESENT | SCAN_SWAPPED | SCAN_GUARD,
		       SCAN_SWAPPED);
	assert_expects(&st, "move_pages", "status", ALL, (uint64_t)-ENOENT);
	assert_int_equal(expect(&v7_2, &st, "mincore", "resident").mask, 0);
}

static void markers_say_what_they_are(void **state)
{
	const struct features v6_14 = { .version = KERNEL(6, 14, 0), .pagemap_scan = true };
	const struct stated guard = state_one(VMA_READ | VMA_WRITE, (struct page_state){
		.kind = PAGE_GUARD, .level = LEVEL_NONE });
	const struct stated wp = state_one(VMA_READ | VMA_WRITE | VMA_UFFD_WP | VMA_UFFD_ASYNC,
		(struct page_state){ .kind = PAGE_WP_MARKER, .level = LEVEL_NONE });

	(void)state;
	assert_expects(&guard, "entry", "not empty, not present", ALL, 1);
	assert_expects(&guard, "pagemap", "flags", SWAPPED | GUARD, ALL);
	assert_expects(&guard, "PAGEMAP_SCAN", "categories", SCAN_SWAPPED | SCAN_GUARD, ALL);
	assert_expects(&guard, "smaps", "Swap", ALL, 0);
	assert_expects(&guard, "mincore", "resident", ALL, 0);
	/* a kernel that has markers and no bit for them */
	assert_int_equal(expect(&v6_14, &guard, "pagemap", "flags").mask & GUARD, 0);
	assert_expects(&wp, "pagemap", "flags", SWAPPED | GUARD | UFFD_WP, SWAPPED | UFFD_WP);
	assert_expects(&wp, "PAGEMAP_SCAN", "categories", SCAN_SWAPPED | SCAN_GUARD | 1,
		       SCAN_SWAPPED | 1);
	assert_expects(&wp, "smaps", "VmFlags", 1ull << VM_FLAG_UW, ALL);
}

static void userfaultfd_protects_the_zero_page(void **state)
{
	struct stated st = state_one(VMA_READ | VMA_WRITE | VMA_UFFD_WP | VMA_UFFD_ASYNC,
		(struct page_state){ .kind = PAGE_ZERO, .level = LEVEL_PTE, .uffd_wp = true });
	const uint64_t written = 1ull << 1;

	(void)state;
	assert_expects(&st, "entry", "value", SPECIAL | ENTRY_UFFD_WP, ALL);
	assert_expects(&st, "pagemap", "flags", PRESENT | UFFD_WP | FILE_BIT, PRESENT | UFFD_WP);
	assert_int_equal(expect(&v7_3, &st, "PAGEMAP_SCAN", "categories").value & written, 0);
	st.runs[0].page.uffd_wp = false;
	assert_expects(&st, "entry", "value", ENTRY_UFFD_WP, 0);
	assert_int_equal(expect(&v7_3, &st, "PAGEMAP_SCAN", "categories").value & written, written);
	/* in other vmas nothing is said of the bit */
	st.vma.flags &= ~(VMA_UFFD_WP | VMA_UFFD_ASYNC);
	assert_int_equal(expect(&v7_2, &st, "entry", "value").mask & ENTRY_UFFD_WP, 0);
	assert_int_equal(expect(&v7_3, &st, "PAGEMAP_SCAN", "categories").value & written, 0);
}

static void copy_in_a_pfn_map(void **state)
{
	const struct features v6_1 = { .version = KERNEL(6, 1, 0) };
	struct stated st = state_one(VMA_READ | VMA_WRITE | VMA_FILE | VMA_PFNMAP | VMA_IO,
		(struct page_state){ .kind = PAGE_ANON, .level = LEVEL_PTE, .writable = true,
				     .dirty = true });

	(void)state;
	st.runs[1] = (struct run){ BASE + PTE_SIZE, BASE + 3 * PTE_SIZE,
				   { .kind = PAGE_PFN, .level = LEVEL_PTE, .pfn = 0xf1 } };
	st.nr_runs = 2;
	assert_expects(&st, "entry", "value", SPECIAL, 0);
	assert_expects(&st, "smaps", "Rss", ALL, 4);
	assert_expects(&st, "smaps", "Anonymous", ALL, 4);
	assert_expects(&st, "numa_maps", "anon", ALL, 1);
	assert_int_equal(expect(&v6_1, &st, "smaps", "Rss").value, 0);
	assert_int_equal(expect(&v6_1, &st, "numa_maps", "anon").value, 0);
	/* PFN maps are holes to these, whatever is in them */
	assert_expects(&st, "pagemap", "flags", PRESENT, 0);
	assert_expects(&st, "PAGEMAP_SCAN", "categories", SCAN_PRESENT | 1ull << 1, 0);
	st.runs[0] = st.runs[1];
	st.nr_runs = 1;
	st.runs[0].start = BASE - PTE_SIZE;
	assert_expects(&st, "entry", "pfn", ALL, 0xf2);
}

static void pages_of_large_folios_before(void **state)
{
	const struct features v6_1 = { .version = KERNEL(6, 1, 0) };
	struct stated st = state_one(VMA_READ | VMA_WRITE, (struct page_state){
		.kind = PAGE_ANON, .level = LEVEL_PTE, .writable = true, .dirty = true,
		.large = true });

	(void)state;
	/* a split PMD leaves its dirty bit to the folio alone */
	assert_int_equal(expect(&v6_1, &st, "entry", "value").mask & ENTRY_DIRTY, 0);
	assert_int_equal(expect(&v6_1, &st, "smaps", "Private_Dirty").value, 4);
	assert_expects(&st, "entry", "value", ENTRY_DIRTY, ALL);
	/* a page's own flags: those of a tail page are not its folio's */
	st.vma.flags |= VMA_SHARED | VMA_FILE;
	st.runs[0].page.kind = PAGE_SHMEM;
	assert_int_equal(expect(&v6_1, &st, "kpageflags", "flags").mask & KPF_SWAPBACKED, 0);
	assert_expects(&st, "kpageflags", "flags", KPF_SWAPBACKED, ALL);
}

static void locked_and_secret(void **state)
{
	const struct stated st = state_one(VMA_READ | VMA_WRITE | VMA_SHARED | VMA_FILE | VMA_LOCKED,
		(struct page_state){ .kind = PAGE_SECRETMEM, .level = LEVEL_PTE, .writable = true,
				     .dirty = true });

	(void)state;
	assert_expects(&st, "smaps", "Locked", ALL, 4);
	assert_expects(&st, "smaps", "VmFlags", 1ull << VM_FLAG_LO, ALL);
	assert_expects(&st, "process_vm_readv", "result", ALL, (uint64_t)-EFAULT);
	assert_expects(&st, "pagemap", "flags", FILE_BIT, ALL);
}

/* what is not mapped is resident if it is in the page cache, which a DAX file has not */
static void mincore_asks_the_page_cache(void **state)
{
	static const struct {
		unsigned int flags;
		enum page_kind kind;
		bool none;
	} cases[] = {
		{ DAX_SHARED | VMA_FSDAX, PAGE_ZERO, true },
		{ DAX_PRIVATE | VMA_FSDAX, PAGE_ANON, true },
		{ DAX_SHARED, PAGE_FSDAX, true },
		{ DAX_SHARED, PAGE_DEVDAX, true },
		{ VMA_READ | VMA_WRITE, PAGE_ZERO, true },
		/* a driver's mixed map, and copies that KSM has merged */
		{ VMA_READ | VMA_SHARED | VMA_FILE | VMA_MIXEDMAP, PAGE_ZERO, false },
		{ DAX_PRIVATE | VMA_MERGEABLE, PAGE_ZERO, false },
		{ DAX_PRIVATE, PAGE_HUGE_ZERO, false },
	};
	static const struct run nothing = { .page = { .kind = PAGE_NONE, .level = LEVEL_NONE } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct stated st = state_one(cases[i].flags, (struct page_state){
			.kind = cases[i].kind, .level = LEVEL_PTE });
		struct expectation e = { 0 };

		observer_find("mincore")->expect(&v7_2, &st, &nothing, BASE + PTE_SIZE, &e);
		if (!!e.mask != cases[i].none || e.value)
			fail_msg("case %zu: mask %#llx value %#llx", i, (unsigned long long)e.mask,
				 (unsigned long long)e.value);
	}
}

static void special_mapping_of_the_kernel(void **state)
{
	const struct stated st = state_one(VMA_READ | VMA_KERNEL | VMA_MIXEDMAP, (struct page_state){
		.kind = PAGE_NONE, .level = LEVEL_NONE });

	(void)state;
	assert_expects(&st, "mincore", "resident", ALL, 1);
	assert_expects(&st, "entry", "not empty, not present", ALL, 0);
}

static void eras_of_pagemap(void **state)
{
	const struct stated st = state_one(DAX_SHARED, (struct page_state){
		.kind = PAGE_HUGE_ZERO, .level = LEVEL_PMD });
	const struct observer *pagemap = observer_find("pagemap");
	const uint64_t written = 1ull << 1;

	(void)state;
	assert_int_equal(expect(&v7_2, &st, "PAGEMAP_SCAN", "categories").mask & written, 0);
	assert_int_equal(expect(&v7_3, &st, "PAGEMAP_SCAN", "categories").mask & written, written);
	assert_false(pagemap->consults(&v7_2, &st.vma, &st.runs[0].page));
	assert_true(pagemap->consults(&v7_3, &st.vma, &st.runs[0].page));
	assert_true(observer_find("smaps")->consults(&v7_2, &st.vma, &st.runs[0].page));
	assert_true(observer_find("move_pages")->consults(&v7_2, &st.vma, &st.runs[0].page));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(huge_zero_is_special),
		cmocka_unit_test(struct_page_counts),
		cmocka_unit_test(dax_folio_is_normal),
		cmocka_unit_test(shared_page_is_divided),
		cmocka_unit_test(private_copy_is_anonymous),
		cmocka_unit_test(zero_page_and_nothing),
		cmocka_unit_test(pfn_map_is_a_hole_to_most),
		cmocka_unit_test(hugetlb_has_fields_of_its_own),
		cmocka_unit_test(ksm_page_is_anonymous_and_counted),
		cmocka_unit_test(swap_entry_is_neither_present_nor_nothing),
		cmocka_unit_test(markers_say_what_they_are),
		cmocka_unit_test(userfaultfd_protects_the_zero_page),
		cmocka_unit_test(copy_in_a_pfn_map),
		cmocka_unit_test(pages_of_large_folios_before),
		cmocka_unit_test(locked_and_secret),
		cmocka_unit_test(mincore_asks_the_page_cache),
		cmocka_unit_test(special_mapping_of_the_kernel),
		cmocka_unit_test(eras_of_pagemap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
