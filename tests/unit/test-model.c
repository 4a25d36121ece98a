// SPDX-License-Identifier: GPL-2.0-or-later
/* The model: classes of entries and pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(special_bit_decides),
		cmocka_unit_test(huge_zero_by_pfn_before_6_18),
		cmocka_unit_test(callback_makes_special_ptes_normal),
		cmocka_unit_test(kinds_have_a_class),
		cmocka_unit_test(dax_is_special_before_6_15),
		cmocka_unit_test(special_bit_by_kernel),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
