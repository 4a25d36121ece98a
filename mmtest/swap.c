// SPDX-License-Identifier: GPL-2.0-or-later
/* Swapped out and back: mm/madvise.c madvise_pageout(), mm/memory.c do_swap_page(). */
#include <errno.h>
#include <string.h>

#include "mmtest/anon.h"
#include "mmtest/child.h"
#include "mmtest/move.h"
#include "mmtest/zram.h"

static void page_out(struct scenario *s, const struct mapping *m)
{
	if (madvise(m->addr, m->size, MADV_PAGEOUT))
		scenario_broken(s, "MADV_PAGEOUT: %s", strerror(errno));
}

/* two anonymous pages that are swapped out, a zero page that has nothing to swap, and nothing */
static struct mapping map_swapped(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE);

	zram_swap(s);
	memset(m.addr, 's', 2 * PTE_SIZE);
	touch_read(&m, 2 * PTE_SIZE);
	page_out(s, &m);
	return m;
}

static void out_and_in(struct scenario *s)
{
	struct mapping m = map_swapped(s);

	expect_mapping(s, "swapped out", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_SWAP, LEVEL_NONE),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	expect_result(s, "read", "byte swapped in", 's', touch_read(&m, 5), "mmap(2)");
	touch_write(&m, 0, 'w');
	expect_mapping(s, "one swapped in and written", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_SWAP, LEVEL_NONE),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(swap_out_and_in, "anon", "swap.out-and-in",
	 "anonymous pages are swapped out, the zero page beside them is special and stays",
	 .run = out_and_in);

static void huge_zero(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	zram_swap(s);
	touch_read(&m, 0);
	page_out(s, &m);
	expect_mapping(s, "after MADV_PAGEOUT", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(swap_huge_zero, "anon", "swap.huge-zero",
	 "the huge zero folio is not swapped out", .run = huge_zero);

static void thp(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	zram_swap(s);
	memset(m.addr, 's', m.size);
	page_out(s, &m);
	expect_mapping(s, "swapped out", &m, PAGES(0, PMD_SIZE, PAGE_SWAP, LEVEL_NONE));
	touch_write(&m, 3 * PTE_SIZE, 'w');
	expect_mapping(s, "one swapped in and written", &m,
		       PAGES(0, 3 * PTE_SIZE, PAGE_SWAP, LEVEL_NONE),
		       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       PAGES(4 * PTE_SIZE, PMD_SIZE - 4 * PTE_SIZE, PAGE_SWAP, LEVEL_NONE));
}

SCENARIO(swap_thp, "anon", "swap.thp",
	 "a large folio is swapped out page by page, and comes back as small ones", .run = thp);

static void in_child(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_mapping(s, "in the child", m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_SWAP, LEVEL_NONE, .mapcount = 2),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	expect_result(s, "in the child", "byte swapped in", 's', touch_read(m, 0), "fork(2)");
	touch_write(m, 0, 'c');
	expect_mapping(s, "written by the child", m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_SWAP, LEVEL_NONE, .mapcount = 2),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

static void forked(struct scenario *s)
{
	struct mapping m = map_swapped(s);

	in_other_process(s, in_child, &m);
	expect_mapping(s, "in the parent", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_SWAP, LEVEL_NONE),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(swap_forked, "anon", "swap.forked",
	 "swap entries are copied to a child, and shared in proportion", .run = forked);

static void moved(struct scenario *s)
{
	struct mapping m = map_swapped(s);

	m = mapping_move(s, &m, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_SWAP, LEVEL_NONE),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	expect_result(s, "moved", "byte swapped in", 's', touch_read(&m, 0), "mremap(2)");
}

SCENARIO(swap_moved, "anon", "swap.moved", "swap entries move as they are", .run = moved);
