// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fork() of anonymous memory, seen from both sides: mm/memory.c vma_needs_copy() and
 * copy_present_ptes(), mm/huge_memory.c copy_huge_pmd().
 */
#include "mmtest/anon.h"
#include "mmtest/child.h"

static void child_of_zero(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_absent(s, "in the child", m);
	touch_read(m, 0);
	expect_mapping(s, "read by the child", m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

static void zero(struct scenario *s)
{
	struct mapping m = anon_map(s);

	touch_read(&m, 0);
	in_other_process(s, child_of_zero, &m);
	expect_mapping(s, "in the parent", &m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(fork_zero, "anon", "fork.zero",
	 "zero pages alone are not copied to a child: a fault brings them back", .run = zero);

static void child_of_mixed(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_mapping(s, "in the child", m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true,
			     .mapcount = 2));
	touch_write(m, 0, 'c');
	touch_write(m, PTE_SIZE, 'c');
	expect_mapping(s, "written by the child", m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

static void mixed(struct scenario *s)
{
	struct mapping m = anon_map(s);

	touch_read(&m, 0);
	touch_write(&m, PTE_SIZE, 'p');
	in_other_process(s, child_of_mixed, &m);
	expect_result(s, "after the child's end", "byte of the parent", 'p',
		      touch_read(&m, PTE_SIZE), "fork(2): memory spaces are separate");
	expect_mapping(s, "in the parent", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true));
}

SCENARIO(fork_mixed, "anon", "fork.mixed",
	 "zero and anonymous pages are copied: special stays special, normal is shared until a write",
	 .run = mixed);

static void parent(struct scenario *s)
{
	struct mapping m = anon_map(s);
	struct child child;

	touch_write(&m, 0, 'p');
	touch_write(&m, PTE_SIZE, 'p');
	child = child_start(s);
	expect_mapping(s, "with a child", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .mapcount = 2));
	touch_write(&m, 0, 'q');
	expect_mapping(s, "written by the parent", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true,
			     .mapcount = 2));
	child_end(s, &child);
	touch_write(&m, PTE_SIZE, 'q');
	expect_mapping(s, "after the child's end", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(fork_parent, "anon", "fork.parent",
	 "the parent's pages are shared while the child lives; a write takes a copy, or the page",
	 .run = parent);

static void child_of_huge_zero(struct scenario *s, void *arg)
{
	expect_mapping(s, "in the child", (const struct mapping *)arg,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

static void huge_zero(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_read(&m, 0);
	in_other_process(s, child_of_huge_zero, &m);
	expect_mapping(s, "in the parent", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(fork_huge_zero, "anon", "fork.huge-zero",
	 "the huge zero folio is copied to the child's page table, special", .run = huge_zero);

static void child_of_thp(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_mapping(s, "in the child", m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .dirty = true, .mapcount = 2));
	touch_write(m, 5 * PTE_SIZE, 'c');
	/* do_huge_pmd_wp_page() splits what it may not reuse, and one page is copied */
	expect_mapping(s, "written by the child", m,
		       PAGES(0, 5 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .mapcount = 2),
		       PAGES(5 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       PAGES(6 * PTE_SIZE, PMD_SIZE - 6 * PTE_SIZE, PAGE_ANON, LEVEL_PTE,
			     .dirty = true, .mapcount = 2));
}

static void thp(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_write(&m, 5 * PTE_SIZE, 'p');
	in_other_process(s, child_of_thp, &m);
	expect_result(s, "after the child's end", "byte of the parent", 'p',
		      touch_read(&m, 5 * PTE_SIZE), "fork(2): memory spaces are separate");
	expect_mapping(s, "in the parent", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .dirty = true));
}

SCENARIO(fork_thp, "anon", "fork.thp",
	 "a large folio is shared by its PMD; a write of the child splits that and copies one page",
	 .run = thp);
