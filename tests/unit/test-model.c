// SPDX-License-Identifier: GPL-2.0-or-later
/* The model: classes of entries and pages, and known issues. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "lib/model/known_issues.h"
#include "lib/model/model.h"

static const struct features v6_17 = { .version = KERNEL(6, 17, 13), .dax_refcounted = true };
static const struct features v6_12 = { .version = KERNEL(6, 12, 107), .pmd_devmap = true };
static const struct features v7_2 = { .version = KERNEL(7, 2, 12), .huge_zero_special = true,
				      .dax_refcounted = true, .vm_normal_page_pud = true, .find_normal_page = true };

static void special_bit_decides(void **state)
{
	const struct vma_state vma = { .flags = VMA_READ };
	struct entry_facts e = { .level = LEVEL_PMD, .special = true };

	(void)state;
	assert_int_equal(model_classify(&v7_2, &vma, &e), CLASS_SPECIAL);
	e.special = false;
	assert_int_equal(model_classify(&v7_2, &vma, &e), CLASS_NORMAL);
	e.level = LEVEL_NONE;
	assert_int_equal(model_classify(&v7_2, &vma, &e), CLASS_NONE);
}

static void huge_zero_by_pfn_before_6_18(void **state)
{
	const struct vma_state vma = { .flags = VMA_READ };
	const struct entry_facts e = { .level = LEVEL_PMD, .huge_zero = true };

	(void)state;
	assert_int_equal(model_classify(&v6_17, &vma, &e), CLASS_SPECIAL);
	/* without the bit, 6.18 and later take it for a normal page: that is the bug to be found */
	assert_int_equal(model_classify(&v7_2, &vma, &e), CLASS_NORMAL);
}

static void callback_makes_special_ptes_normal(void **state)
{
	const struct vma_state vma = { .flags = VMA_MIXEDMAP, .find_normal_page = true };
	struct entry_facts e = { .level = LEVEL_PTE, .special = true };

	(void)state;
	assert_int_equal(model_classify(&v7_2, &vma, &e), CLASS_NORMAL);
	e.level = LEVEL_PMD;
	assert_int_equal(model_classify(&v7_2, &vma, &e), CLASS_SPECIAL);
}

static void kinds_have_a_class(void **state)
{
	struct page_state page = { .level = LEVEL_PMD };

	(void)state;
	page.kind = PAGE_HUGE_ZERO;
	assert_int_equal(model_class_of(&v7_2, &page), CLASS_SPECIAL);
	page.kind = PAGE_FSDAX;
	assert_int_equal(model_class_of(&v7_2, &page), CLASS_NORMAL);
	page.kind = PAGE_PFN;
	assert_int_equal(model_class_of(&v7_2, &page), CLASS_SPECIAL);
	page.level = LEVEL_NONE;
	assert_int_equal(model_class_of(&v7_2, &page), CLASS_NONE);
}

static void dax_is_special_before_6_15(void **state)
{
	const struct vma_state vma = { .flags = VMA_READ };
	const struct entry_facts devmap = { .level = LEVEL_PMD, .devmap = true };
	struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PMD };

	(void)state;
	assert_int_equal(model_class_of(&v6_12, &dax), CLASS_SPECIAL);
	assert_int_equal(model_class_of(&v6_17, &dax), CLASS_NORMAL);
	assert_int_equal(model_classify(&v6_12, &vma, &devmap), CLASS_SPECIAL);
	/* of the two devmap bits only that of PTEs comes with the special bit */
	assert_false(model_entry_special(&v6_12, &vma, &dax));
	dax.level = LEVEL_PTE;
	assert_true(model_entry_special(&v6_12, &vma, &dax));
	assert_false(model_entry_special(&v6_17, &vma, &dax));
}

static void special_bit_by_kernel(void **state)
{
	const struct vma_state vma = { 0 };
	const struct page_state huge_zero = { .kind = PAGE_HUGE_ZERO, .level = LEVEL_PMD };
	const struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PMD };

	(void)state;
	assert_true(model_entry_special(&v7_2, &vma, &huge_zero));
	assert_false(model_entry_special(&v6_17, &vma, &huge_zero));
	assert_false(model_entry_special(&v7_2, &vma, &dax));
}

static void known_issue_only_as_described(void **state)
{
	const struct page_state huge_zero = { .kind = PAGE_HUGE_ZERO, .level = LEVEL_PMD };
	const struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PMD };
	const struct features v7_4 = { .version = KERNEL(7, 4, 0) };
	const uint64_t file = 1ull << 61, mask = file | 1ull << 63;

	(void)state;
	assert_non_null(known_issue_match(&v7_2, "pagemap", "flags", &huge_zero, mask, 0, file));
	assert_null(known_issue_match(&v7_4, "pagemap", "flags", &huge_zero, mask, 0, file));
	assert_null(known_issue_match(&v7_2, "pagemap", "flags", &dax, mask, 0, file));
	assert_null(known_issue_match(&v7_2, "smaps", "flags", &huge_zero, mask, 0, file));
	/* another bit is wrong as well: not what the entry describes */
	assert_null(known_issue_match(&v7_2, "pagemap", "flags", &huge_zero, mask, 1ull << 63,
				      file));
}

/* another wrong value than the one that is known */
static void known_issue_is_one_value(void **state)
{
	static const char field[] = "gntdev: errno of mprotect on a private mapping";
	const struct features v6_12 = { .version = KERNEL(6, 12, 107) };
	const struct page_state pud = { .kind = PAGE_DEVDAX, .level = LEVEL_PUD };

	(void)state;
	assert_non_null(known_issue_match(&v6_12, "result", field, NULL, ~0ull, EACCES, 0));
	assert_null(known_issue_match(&v6_12, "result", field, NULL, ~0ull, EACCES, ENOMEM));
	assert_non_null(known_issue_match(&v7_2, "smaps", "side effect", &pud, ~0ull,
					  0x80000001000000e7, 0));
	assert_null(known_issue_match(&v7_2, "smaps", "side effect", &pud, ~0ull, 0x80000001000000e7,
				      0x80000001000000e5));
}

/* a sum that is known to be too much is not known to be too little */
static void known_issue_has_a_direction(void **state)
{
	const struct features v7_3 = { .version = KERNEL(7, 3, 4), .dax_refcounted = true };
	const struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PTE };

	(void)state;
	assert_non_null(known_issue_match(&v7_3, "smaps", "Private_Dirty", &dax, ~0ull, 0, 4));
	assert_null(known_issue_match(&v7_3, "smaps", "Private_Dirty", &dax, ~0ull, 4, 0));
	assert_non_null(known_issue_match(&v7_3, "smaps", "Private_Clean", &dax, ~0ull, 4, 0));
	assert_null(known_issue_match(&v7_3, "smaps", "Private_Clean", &dax, ~0ull, 0, 4));
	/* what is right shows nothing */
	assert_null(known_issue_match(&v7_3, "smaps", "Private_Dirty", &dax, ~0ull, 4, 4));
}

/* mended in a release of an older series, too */
static void known_issue_ends_in_two_series(void **state)
{
	static const char field[] = "thp: byte written after MADV_FREE";
	static const unsigned int with[] = { KERNEL(6, 12, 107), KERNEL(6, 16, 12), KERNEL(6, 18, 15) };
	static const unsigned int without[] = { KERNEL(6, 1, 192), KERNEL(6, 12, 117), KERNEL(6, 18, 44),
						KERNEL(7, 2, 12) };

	(void)state;
	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		assert_non_null(known_issue_match(&(struct features){ .version = with[i] }, "result", field,
						  NULL, ~0ull, 'x', 0));
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		assert_null(known_issue_match(&(struct features){ .version = without[i] }, "result", field,
					      NULL, ~0ull, 'x', 0));
}

static void known_issue_of_special_dax(void **state)
{
	const struct features v6_16 = { .version = KERNEL(6, 16, 12), .dax_refcounted = true };
	const char *call = "vm_normal_page_pmd to smaps_pte_range";
	struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PMD };

	(void)state;
	assert_non_null(known_issue_match(&v6_16, "model", "class", &dax, ~0ull,
					  1ull << CLASS_NORMAL, 1ull << CLASS_SPECIAL));
	assert_null(known_issue_match(&v6_16, "model", "class", &dax, ~0ull, 1ull << CLASS_NORMAL,
				      1ull << CLASS_NONE));
	assert_non_null(known_issue_match(&v6_16, "smaps", call, &dax, 1, 1, 0));
	assert_non_null(known_issue_match(&v6_16, "smaps", "Rss", &dax, ~0ull, 2048, 0));
	assert_null(known_issue_match(&v6_16, "smaps", "Size", &dax, ~0ull, 2048, 0));
	assert_null(known_issue_match(&v6_17, "smaps", call, &dax, 1, 1, 0));
	dax.level = LEVEL_PTE;
	assert_null(known_issue_match(&v6_16, "smaps", call, &dax, 1, 1, 0));
}

static void known_issue_shows_where_it_says(void **state)
{
	const struct page_state grant = { .kind = PAGE_GRANT, .level = LEVEL_PTE };
	const struct page_state thp = { .kind = PAGE_ANON, .level = LEVEL_PMD };
	static const char field[] = "pfn leads to the frame in the entry";
	const struct features v6_18 = { .version = KERNEL(6, 18, 15) };
	const struct features v7_3 = { .version = KERNEL(7, 3, 4) };

	(void)state;
	assert_non_null(known_issue_due(&v7_3, "pagemap", field, &grant, 1, "gntdev.foreign.map.one"));
	assert_non_null(known_issue_due(&v7_3, "pagemap", field, &grant, 1, "guest.domu.crash"));
	assert_null(known_issue_due(&v7_3, "pagemap", field, &grant, 1, "gntdev.self.map.one"));
	/* of several lines with one id each has its tests */
	assert_non_null(known_issue_due(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull,
					"anon.thp.protect"));
	assert_null(known_issue_due(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull,
				    "unshare.huge-zero"));
}

static void known_issue_of_a_side_effect(void **state)
{
	const struct features v7_3 = { .version = KERNEL(7, 3, 4) };
	const struct page_state pud = { .kind = PAGE_DEVDAX, .level = LEVEL_PUD };
	const struct page_state pmd = { .kind = PAGE_DEVDAX, .level = LEVEL_PMD };
	const uint64_t entry = 0x80000001400000a7;

	(void)state;
	assert_non_null(known_issue_match(&v7_2, "pagemap", "side effect", &pud, ~0ull, entry, 0));
	assert_null(known_issue_match(&v7_2, "pagemap", "side effect", &pud, ~0ull, entry,
				      entry | 1ull << 9));
	assert_null(known_issue_match(&v7_2, "pagemap", "side effect", &pmd, ~0ull, entry, 0));
	assert_null(known_issue_match(&v7_2, "move_pages", "side effect", &pud, ~0ull, entry, 0));
	assert_non_null(known_issue_match(&v7_2, "mincore", "side effect", &pud, ~0ull, entry, 0));
	assert_null(known_issue_match(&v7_3, "mincore", "side effect", &pud, ~0ull, entry, 0));
}

static void known_issue_in_the_log(void **state)
{
	static const char line[] =
		"WARNING: drivers/xen/gntdev.c:410 at __unmap_grant_pages_done+0x4d/0x1b0";
	static const char test[] = "pv-scratch.gntdev.self.pinned.pipe";
	const struct known_issue *issue = known_issue_match_log(KERNEL(7, 3, 4), test, line);

	(void)state;
	assert_non_null(issue);
	assert_string_equal(issue->id, "gntdev-unmaps-held-pages");
	assert_non_null(known_issue_match_log(KERNEL(7, 3, 4), "gntdev.foreign.pinned.pipe", line));
	assert_null(known_issue_match_log(KERNEL(5, 18, 0), test, line));
	assert_null(known_issue_match_log(KERNEL(7, 3, 4), "gntdev.self.map.one", line));
	assert_null(known_issue_match_log(KERNEL(7, 3, 4), test, "WARNING: mm/memory.c:1"));
}

static void known_issue_of_a_leak(void **state)
{
	static const char what[] = "grant references in use";

	(void)state;
	assert_non_null(known_issue_match_leak(KERNEL(7, 3, 4), "gntalloc.self.interleaved",
					       "grant table", what));
	assert_null(known_issue_match_leak(KERNEL(7, 3, 4), "gntdev.self.map.one", "grant table",
					   what));
	assert_null(known_issue_match_leak(KERNEL(7, 3, 4), "gntalloc.self.interleaved", "domains",
					   what));
}

static void known_issues_of_anonymous_memory(void **state)
{
	const struct features v6_18 = { .version = KERNEL(6, 18, 15) };
	const struct page_state thp = { .kind = PAGE_ANON, .level = LEVEL_PMD };
	const struct page_state small = { .kind = PAGE_ANON, .level = LEVEL_PTE };
	const uint64_t ksm = 1ull << 21;

	(void)state;
	assert_non_null(known_issue_match(&v6_18, "kpageflags", "flags", &small, ksm, 0, ksm));
	assert_null(known_issue_match(&v7_2, "kpageflags", "flags", &small, ksm, 0, ksm));
	assert_null(known_issue_match(&v6_18, "kpageflags", "flags", &small, ksm, ksm, 0));
	assert_non_null(known_issue_match(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull, 2048, 0));
	assert_null(known_issue_match(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull, 0, 2048));
	assert_null(known_issue_match(&v6_18, "smaps", "Private_Dirty", &small, ~0ull, 4, 0));
	assert_null(known_issue_match(&v7_2, "smaps", "Private_Dirty", &thp, ~0ull, 2048, 0));
}

static void known_issues_are_well_formed(void **state)
{
	(void)state;
	for (const struct known_issue *i = known_issues; i->id; i++) {
		assert_string_equal(known_issue_find(i->id)->reason, i->reason);
		assert_non_null(i->observer);
		assert_non_null(i->reason);
		if (i->log) {
			assert_string_equal(i->observer, "kernel log");
			assert_non_null(i->test);
		} else {
			assert_non_null(i->field);
			assert_true(i->any_value || i->wrong_mask != 0);
		}
		assert_true(!i->fixed || i->first < i->fixed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(special_bit_decides),
		cmocka_unit_test(huge_zero_by_pfn_before_6_18),
		cmocka_unit_test(callback_makes_special_ptes_normal),
		cmocka_unit_test(kinds_have_a_class),
		cmocka_unit_test(dax_is_special_before_6_15),
		cmocka_unit_test(special_bit_by_kernel),
		cmocka_unit_test(known_issue_only_as_described),
		cmocka_unit_test(known_issue_of_special_dax),
		cmocka_unit_test(known_issue_is_one_value),
		cmocka_unit_test(known_issue_has_a_direction),
		cmocka_unit_test(known_issue_ends_in_two_series),
		cmocka_unit_test(known_issue_of_a_side_effect),
		cmocka_unit_test(known_issue_shows_where_it_says),
		cmocka_unit_test(known_issue_in_the_log),
		cmocka_unit_test(known_issue_of_a_leak),
		cmocka_unit_test(known_issues_of_anonymous_memory),
		cmocka_unit_test(known_issues_are_well_formed),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
