// SPDX-License-Identifier: GPL-2.0-or-later
/* What get_user_pages() must make of stated pages, and when it may be asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <errno.h>

/* before cmocka, which has an expect_value() of its own */
#include "lib/observe/gup_rule.h"

#include <cmocka.h>

#define BASE 0x10000000000ull
#define RW (VMA_READ | VMA_WRITE)
#define READ 0
#define SPLICE GUP_FAST
#define DIRECT (GUP_FAST | GUP_PIN)
#define LONGTERM (GUP_FAST | GUP_PIN | GUP_WRITE | GUP_LONGTERM)

static const struct features kernel = {
	.version = KERNEL(7, 3, 4), .huge_zero_special = true, .vm_normal_page_pud = true,
	.find_normal_page = true, .dax_refcounted = true,
};

static struct stated one(unsigned int flags, enum page_kind kind, bool writable)
{
	return (struct stated){
		.vma = { .start = BASE, .end = BASE + PTE_SIZE, .flags = flags },
		.runs = { { .start = BASE, .end = BASE + PTE_SIZE,
			    .page = { .kind = kind, .level = kind ? LEVEL_PTE : LEVEL_NONE,
				      .writable = writable, .dirty = writable } } },
		.nr_runs = 1,
	};
}

static int result(unsigned int flags, enum page_kind kind, bool writable, unsigned int how)
{
	const struct stated st = one(flags, kind, writable);

	return gup_result(&kernel, &st, &st.runs[0].page, how);
}

static bool harmless(unsigned int flags, enum page_kind kind, bool writable, unsigned int how)
{
	const struct stated st = one(flags, kind, writable);

	return gup_harmless(&kernel, &st, &st.runs[0].page, how);
}

static void zero_pages_can_be_read(void **state)
{
	(void)state;
	assert_int_equal(result(RW, PAGE_ZERO, false, SPLICE), 0);
	assert_int_equal(result(RW, PAGE_ZERO, false, READ), 0);
	assert_true(harmless(RW, PAGE_ZERO, false, DIRECT));
	/* a write would put a page there */
	assert_false(harmless(RW, PAGE_ZERO, false, LONGTERM));
}

static void fsdax_is_not_held_for_long(void **state)
{
	const unsigned int file = RW | VMA_FILE | VMA_FSDAX;

	(void)state;
	assert_int_equal(result(file | VMA_SHARED, PAGE_FSDAX, true, DIRECT), 0);
	assert_int_equal(result(file | VMA_SHARED, PAGE_ZERO, false, LONGTERM), -EOPNOTSUPP);
	assert_int_equal(result(RW | VMA_FILE, PAGE_FSDAX, true, LONGTERM), -EOPNOTSUPP);
	assert_int_equal(result(file | VMA_SHARED, PAGE_FSDAX, true, LONGTERM), -EOPNOTSUPP);
	assert_int_equal(result(file, PAGE_HUGE_ZERO, false, LONGTERM), -EOPNOTSUPP);
	assert_true(harmless(file, PAGE_HUGE_ZERO, false, LONGTERM));
	/* the copy of a private mapping is met by GUP-fast */
	assert_int_equal(result(file, PAGE_ANON, true, LONGTERM), 0);
	assert_int_equal(result(RW | VMA_FILE | VMA_SHARED, PAGE_DEVDAX, true, LONGTERM), 0);
}

/* in a driver's mixed map, in a private file mapping after KSM, in one of /dev/zero */
static void zero_pages_make_no_fsdax(void **state)
{
	static const unsigned int vmas[] = {
		VMA_READ | VMA_FILE | VMA_SHARED | VMA_MIXEDMAP, RW | VMA_FILE | VMA_MERGEABLE,
		RW | VMA_FILE,
	};
	static const enum page_kind kinds[] = { PAGE_ZERO, PAGE_HUGE_ZERO };

	(void)state;
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 2; k++) {
			assert_int_not_equal(result(vmas[i], kinds[k], false, LONGTERM), -EOPNOTSUPP);
			/* it is not refused: it would put a page there */
			if (vmas[i] & VMA_WRITE)
				assert_false(harmless(vmas[i], kinds[k], false, LONGTERM));
		}
}

static void page_cache_is_not_written_for_long(void **state)
{
	const unsigned int file = RW | VMA_FILE | VMA_SHARED;

	(void)state;
	assert_int_equal(result(file, PAGE_FILE, true, LONGTERM), -EFAULT);
	assert_int_equal(result(file, PAGE_SHMEM, true, LONGTERM), 0);
	assert_int_equal(result(file & ~VMA_WRITE, PAGE_SHMEM, false, LONGTERM), -EFAULT);
}

static void pfn_maps_are_refused_their_copies_are_not(void **state)
{
	const unsigned int map = RW | VMA_FILE | VMA_PFNMAP | VMA_IO;

	(void)state;
	assert_int_equal(result(map, PAGE_PFN, true, SPLICE), -EFAULT);
	assert_int_equal(result(map, PAGE_PFN, true, LONGTERM), -EFAULT);
	assert_true(harmless(map, PAGE_PFN, false, LONGTERM));
	assert_int_equal(result(map, PAGE_ANON, true, SPLICE), 0);
	assert_int_equal(result(map, PAGE_ANON, true, LONGTERM), 0);
	assert_int_equal(result(map, PAGE_ANON, true, GUP_PIN), -EFAULT);
	assert_int_equal(result(RW | VMA_MIXEDMAP | VMA_IO, PAGE_KERNEL, true, READ), -EFAULT);
	assert_int_equal(result(RW | VMA_MIXEDMAP, PAGE_KERNEL, true, SPLICE), 0);
}

/* [vvar]: pages inserted into a vma with VM_IO, which GUP-fast does not see */
static void inserted_pages_by_era(void **state)
{
	const struct features older = { .version = KERNEL(7, 2, 12) };
	const struct stated st = one(VMA_READ | VMA_MIXEDMAP | VMA_IO, PAGE_KERNEL, false);
	const struct page_state *page = &st.runs[0].page;

	(void)state;
	assert_int_equal(gup_result(&kernel, &st, page, SPLICE), 0);
	assert_int_equal(gup_result(&kernel, &st, page, DIRECT), 0);
	assert_int_equal(gup_result(&kernel, &st, page, READ), -EFAULT);
	assert_int_equal(gup_result(&kernel, &st, page, LONGTERM), -EFAULT);
	assert_int_equal(gup_result(&older, &st, page, SPLICE), -EFAULT);
}

static void secret_memory_is_refused(void **state)
{
	const unsigned int secret = RW | VMA_FILE | VMA_SHARED | VMA_LOCKED;

	(void)state;
	assert_int_equal(result(secret, PAGE_SECRETMEM, true, SPLICE), -EFAULT);
	assert_int_equal(result(secret, PAGE_SECRETMEM, true, GUP_FORCE), -EFAULT);
	assert_int_equal(result(secret, PAGE_SECRETMEM, true, LONGTERM), -EFAULT);
}

static void protection_and_force(void **state)
{
	(void)state;
	assert_int_equal(result(0, PAGE_ANON, true, SPLICE), -EFAULT);
	assert_int_equal(result(0, PAGE_ANON, true, GUP_FORCE), 0);
	assert_int_equal(result(VMA_WRITE, PAGE_ANON, true, READ), -EFAULT);
	/* x86 has no entry that can be written and not read */
	assert_int_equal(result(VMA_WRITE, PAGE_ANON, true, SPLICE), 0);
}

static void what_would_change_is_not_asked(void **state)
{
	(void)state;
	assert_false(harmless(RW, PAGE_NONE, false, SPLICE));
	/* shared with a child, perhaps: FOLL_PIN takes a copy */
	assert_true(harmless(RW, PAGE_ANON, false, SPLICE));
	assert_false(harmless(RW, PAGE_ANON, false, DIRECT));
	assert_false(harmless(RW, PAGE_ANON, false, GUP_PIN));
	assert_false(harmless(RW, PAGE_KSM, false, GUP_PIN));
	assert_true(harmless(RW, PAGE_KSM, false, SPLICE));
	assert_true(harmless(RW, PAGE_ANON, true, GUP_PIN));
	assert_true(harmless(RW, PAGE_ANON, true, LONGTERM));
}

static void who_has_to_ask_vm_normal_page(void **state)
{
	const struct stated zero = one(RW, PAGE_ZERO, false), anon = one(RW, PAGE_ANON, true);
	const struct stated raw = one(RW | VMA_PFNMAP, PAGE_ANON, true);

	(void)state;
	assert_true(gup_consults(&kernel, &zero.vma, &zero.runs[0].page, SPLICE));
	assert_false(gup_consults(&kernel, &anon.vma, &anon.runs[0].page, SPLICE));
	assert_true(gup_consults(&kernel, &anon.vma, &anon.runs[0].page, GUP_PIN));
	assert_false(gup_consults(&kernel, &raw.vma, &raw.runs[0].page, GUP_PIN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zero_pages_can_be_read),
		cmocka_unit_test(fsdax_is_not_held_for_long),
		cmocka_unit_test(zero_pages_make_no_fsdax),
		cmocka_unit_test(page_cache_is_not_written_for_long),
		cmocka_unit_test(pfn_maps_are_refused_their_copies_are_not),
		cmocka_unit_test(inserted_pages_by_era),
		cmocka_unit_test(secret_memory_is_refused),
		cmocka_unit_test(protection_and_force),
		cmocka_unit_test(what_would_change_is_not_asked),
		cmocka_unit_test(who_has_to_ask_vm_normal_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
