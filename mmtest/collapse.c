// SPDX-License-Identifier: GPL-2.0-or-later
/* MADV_COLLAPSE (6.1): mm/khugepaged.c collapse_huge_page() makes a large folio of small pages. */
#include <errno.h>
#include <string.h>

#include "mmtest/anon.h"
#include "mmtest/large_memory.h"

/* small pages where large ones are allowed */
static struct mapping map_small(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	if (madvise(m.addr, m.size, MADV_NOHUGEPAGE))
		scenario_broken(s, "MADV_NOHUGEPAGE: %s", strerror(errno));
	touch_write(&m, 0, 'c');
	touch_read(&m, PTE_SIZE);
	touch_read(&m, 100 * PTE_SIZE);
	if (madvise(m.addr, m.size, MADV_HUGEPAGE))
		scenario_broken(s, "MADV_HUGEPAGE: %s", strerror(errno));
	expect_mapping(s, "before", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(100 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	return m;
}

static void beside_zero(struct scenario *s)
{
	struct mapping m = map_small(s);

	large_memory_collapse(s, &m);
	expect_mapping(s, "after MADV_COLLAPSE", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true));
	expect_result(s, "after MADV_COLLAPSE", "first byte", 'c', touch_read(&m, 0),
		      "madvise(2): MADV_COLLAPSE changes no data");
	expect_result(s, "after MADV_COLLAPSE", "byte of a zero page", 0,
		      touch_read(&m, 100 * PTE_SIZE), "madvise(2): MADV_COLLAPSE changes no data");
}

SCENARIO(collapse_beside_zero, "anon", "collapse.beside-zero",
	 "an anonymous page, zero pages and nothing collapse to one large folio, normal",
	 .run = beside_zero);

static void again(struct scenario *s)
{
	struct mapping m = map_small(s);

	large_memory_collapse(s, &m);
	if (madvise(m.addr + PTE_SIZE, PTE_SIZE, MADV_DONTNEED))
		scenario_broken(s, "MADV_DONTNEED: %s", strerror(errno));
	touch_read(&m, PTE_SIZE);
	expect_mapping(s, "with a zero page in the middle", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true,
			     .large = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(2 * PTE_SIZE, PMD_SIZE - 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE,
			     .writable = true, .dirty = true, .large = true));
	large_memory_collapse(s, &m);
	expect_mapping(s, "collapsed again", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(collapse_again, "anon", "collapse.again",
	 "a large folio with a zero page in the place of one of its pages collapses again",
	 .run = again);
