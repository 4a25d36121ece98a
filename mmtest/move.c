// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mremap() of anonymous memory: mm/mremap.c move_page_tables() moves entries as they are, whole
 * tables and PMDs where both addresses allow it. What other kinds become is in their own files.
 */
#include "mmtest/move.h"

#include <errno.h>
#include <string.h>

#include "mmtest/anon.h"

#ifndef MREMAP_RELOCATE_ANON
#define MREMAP_RELOCATE_ANON 8	/* proposed in 2025, merged nowhere yet */
#endif

static struct mapping to_new_place(const struct mapping *m, size_t skew, int flags, int *why)
{
	struct mapping moved = *m;

	moved.addr = mremap(m->addr, m->size, m->size, MREMAP_MAYMOVE | MREMAP_FIXED | flags,
			    mapping_address(m->size + skew) + skew);
	*why = moved.addr == MAP_FAILED ? errno : 0;
	return moved;
}

struct mapping mapping_move(struct scenario *s, const struct mapping *m, size_t skew, int flags)
{
	int why;
	struct mapping moved = to_new_place(m, skew, flags, &why);

	if (why)
		scenario_broken(s, "mremap: %s", strerror(why));
	return moved;
}

int mapping_move_errno(const struct mapping *m, int flags, struct mapping *moved)
{
	int why;

	*moved = to_new_place(m, 0, flags, &why);
	return why;
}

static void move_small(struct scenario *s)
{
	struct mapping m = anon_map(s);

	touch_read(&m, 0);
	touch_write(&m, PTE_SIZE, 'm');
	m = mapping_move(s, &m, 0, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
	m = mapping_move(s, &m, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved to where its page table does not fit", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(move_small, "anon", "move.small",
	 "zero and anonymous pages are moved as they are, special and normal", .run = move_small);

static void move_huge(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 2 * PMD_SIZE);

	touch_read(&m, 0);
	touch_write(&m, PMD_SIZE, 'm');
	m = mapping_move(s, &m, 0, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true,
			     .dirty = true));
	/* of the huge zero folio split.huge-zero-mremap shows the same */
	m = mapping_part(&m, PMD_SIZE, PMD_SIZE);
	m = mapping_move(s, &m, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved to where no PMD fits", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true,
			     .large = true));
}

SCENARIO(move_huge, "anon", "move.huge",
	 "the huge zero folio and a large folio move with their PMDs; the folio is split where none fits",
	 .run = move_huge);

static void dontunmap(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 2 * PMD_SIZE), moved;

	touch_read(&m, 0);
	touch_write(&m, PMD_SIZE, 'm');
	moved = mapping_move(s, &m, 0, MREMAP_DONTUNMAP);
	expect_absent(s, "where it was", &m);
	expect_mapping(s, "moved", &moved,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true,
			     .dirty = true));
	touch_read(&m, PMD_SIZE);
	expect_mapping(s, "read where it was", &m,
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(move_dontunmap, "anon", "move.dontunmap",
	 "MREMAP_DONTUNMAP moves all entries and leaves an empty mapping, which reads as zeroes",
	 .run = dontunmap);

static void relocate(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE), moved;
	int why;

	touch_read(&m, 0);
	touch_write(&m, PTE_SIZE, 'm');
	why = mapping_move_errno(&m, MREMAP_RELOCATE_ANON, &moved);
	if (why == EINVAL)
		scenario_skip(s, "kernel without MREMAP_RELOCATE_ANON");
	if (why)
		scenario_broken(s, "mremap: %s", strerror(why));
	expect_mapping(s, "moved", &moved,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(move_relocate, "anon", "move.relocate",
	 "MREMAP_RELOCATE_ANON also renumbers the folios; their entries stay what they are",
	 .run = relocate);
