// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * First touches of anonymous memory: mm/memory.c do_anonymous_page(), mm/huge_memory.c
 * do_huge_pmd_anonymous_page().
 */
#include "mmtest/anon.h"

static void read_pte(struct scenario *s)
{
	struct mapping m = anon_map(s);

	expect_result(s, "after the reads", "byte read", 0,
		      touch_read(&m, 0) | touch_read(&m, 3 * PTE_SIZE), "mmap(2): zeroes");
	expect_mapping(s, "after the reads", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(zero_read_pte, "anon", "zero.read-pte",
	 "a read fault on anonymous memory maps the zero page", .run = read_pte);

static void read_pmd(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 2 * PMD_SIZE);

	expect_result(s, "after the read", "byte read", 0, touch_read(&m, PMD_SIZE + 5),
		      "mmap(2): zeroes");
	expect_mapping(s, "after the read", &m,
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(zero_read_pmd, "anon", "zero.read-pmd",
	 "a read fault on anonymous memory that may have large pages maps the huge zero folio",
	 .run = read_pmd);
