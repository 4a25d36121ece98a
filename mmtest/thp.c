// SPDX-License-Identifier: GPL-2.0-or-later
/* Large anonymous folios (THP): mm/huge_memory.c do_huge_pmd_anonymous_page(), change_huge_pmd(). */
#include <errno.h>
#include <string.h>

#include "mmtest/anon.h"

static void write_pmd(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 2 * PMD_SIZE);

	touch_write(&m, PMD_SIZE + 5, 't');
	expect_mapping(s, "after the write", &m,
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true,
			     .dirty = true));
	touch_read(&m, 0);
	expect_mapping(s, "one more read", &m,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true,
			     .dirty = true));
}

SCENARIO(thp_write, "anon", "thp.write",
	 "a write fault maps a large folio by a PMD, normal, beside the special huge zero folio",
	 .run = write_pmd);

static void write_short(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = PMD_SIZE / 2);

	touch_write(&m, 0, 't');
	touch_read(&m, PTE_SIZE);
	expect_mapping(s, "after both", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(thp_short, "anon", "thp.short-vma",
	 "a mapping that has no whole PMD gets small pages, normal and special",
	 .run = write_short);

static void protect(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_write(&m, 0, 't');
	if (mprotect(m.addr, m.size, PROT_READ))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	m.flags &= ~VMA_WRITE;
	expect_mapping(s, "PROT_READ", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .dirty = true));
	if (mprotect(m.addr, m.size, PROT_NONE))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	m.flags &= ~VMA_READ;
	expect_mapping(s, "PROT_NONE", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .dirty = true));
}

SCENARIO(thp_protect, "anon", "thp.protect",
	 "protecting all of a large folio changes its entry and keeps it normal", .run = protect);

/*
 * A page that MADV_FREE gave up is kept if it is written afterwards: its entry is dirty then. If the
 * entry loses that on its way, here in mprotect(), the data is lost as well.
 */
static void protect_freed(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_write(&m, 0, 'f');
	if (madvise(m.addr, m.size, MADV_FREE))
		scenario_broken(s, "MADV_FREE: %s", strerror(errno));
	touch_write(&m, 0, 'w');
	if (mprotect(m.addr, m.size, PROT_READ) || madvise(m.addr, m.size, MADV_PAGEOUT))
		scenario_broken(s, "mprotect, MADV_PAGEOUT: %s", strerror(errno));
	expect_result(s, "freed, written, protected, paged out",
		      "thp: byte written after MADV_FREE", 'w', touch_read(&m, 0),
		      "madvise(2): MADV_FREE, the caller can always see just written data");
}

SCENARIO(thp_protect_freed, "anon", "thp.protect-freed",
	 "what is written after MADV_FREE outlives mprotect() and reclaim", .run = protect_freed);
