// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Splitting what a PMD maps: mm/huge_memory.c __split_huge_pmd_locked() and
 * __split_huge_zero_page_pmd(). Each way runs over the huge zero folio and over a large folio.
 */
#include <errno.h>
#include <string.h>

#include "mmtest/anon.h"

/** struct half - a PMD that is mapped in one entry, and what its small pages are after a split */
struct half {
	struct mapping m;
	struct page_state small;
};

static struct half map_zero(struct scenario *s)
{
	struct half h = { .m = anon_map(s, .huge = true),
			  .small = { .kind = PAGE_ZERO, .level = LEVEL_PTE } };

	touch_read(&h.m, 0);
	expect_mapping(s, "before", &h.m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	return h;
}

static struct half map_thp(struct scenario *s)
{
	struct half h = { .m = anon_map(s, .huge = true),
			  .small = { .kind = PAGE_ANON, .level = LEVEL_PTE, .writable = true,
				     .dirty = true, .large = true } };

	touch_write(&h.m, 0, 't');
	expect_mapping(s, "before", &h.m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true));
	return h;
}

static void expect_small(struct scenario *s, const char *step, const struct mapping *m,
			 const struct page_state *page)
{
	expect_runs(s, step, m, &(const struct run){ 0, m->size, *page }, 1);
}

static void do_munmap(struct scenario *s, struct half h)
{
	struct mapping first = mapping_part(&h.m, 0, 16 * PTE_SIZE);
	struct mapping last = mapping_part(&h.m, 17 * PTE_SIZE, PMD_SIZE - 17 * PTE_SIZE);

	if (munmap(first.addr + first.size, PTE_SIZE))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_small(s, "below the hole", &first, &h.small);
	expect_small(s, "above the hole", &last, &h.small);
}

static void do_mprotect(struct scenario *s, struct half h)
{
	struct mapping first = mapping_part(&h.m, 0, PMD_SIZE / 2);
	struct mapping last = mapping_part(&h.m, PMD_SIZE / 2, PMD_SIZE / 2);
	struct page_state readable = h.small;

	if (mprotect(first.addr, first.size, PROT_READ))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	first.flags &= ~VMA_WRITE;
	readable.writable = false;
	expect_small(s, "protected half", &first, &readable);
	expect_small(s, "other half", &last, &h.small);
}

static void do_dontneed(struct scenario *s, struct half h)
{
	const struct run rest[] = {
		{ 0, PTE_SIZE, h.small },
		{ 3 * PTE_SIZE, PMD_SIZE, h.small },
	};

	if (madvise(h.m.addr + PTE_SIZE, 2 * PTE_SIZE, MADV_DONTNEED))
		scenario_broken(s, "MADV_DONTNEED: %s", strerror(errno));
	expect_runs(s, "after MADV_DONTNEED", &h.m, rest, 2);
}

static void do_nohugepage(struct scenario *s, struct half h)
{
	struct mapping first = mapping_part(&h.m, 0, PMD_SIZE - PTE_SIZE);
	struct mapping last = mapping_part(&h.m, PMD_SIZE - PTE_SIZE, PTE_SIZE);

	/* only the vma is split by it */
	if (madvise(last.addr, last.size, MADV_NOHUGEPAGE))
		scenario_broken(s, "MADV_NOHUGEPAGE: %s", strerror(errno));
	expect_small(s, "first part", &first, &h.small);
	expect_small(s, "last part", &last, &h.small);
}

static void do_mremap(struct scenario *s, struct half h)
{
	struct mapping first = mapping_part(&h.m, 0, PMD_SIZE / 2);
	struct mapping moved = first;

	moved.addr = mremap(h.m.addr + first.size, PMD_SIZE / 2, PMD_SIZE / 2,
			    MREMAP_MAYMOVE | MREMAP_FIXED, mapping_address(PMD_SIZE) + PTE_SIZE);
	if (moved.addr == MAP_FAILED)
		scenario_broken(s, "mremap: %s", strerror(errno));
	expect_small(s, "what stayed", &first, &h.small);
	expect_small(s, "what moved", &moved, &h.small);
}

#define SPLIT(way, how)									\
	static void zero_##way(struct scenario *s)					\
	{										\
		do_##way(s, map_zero(s));						\
	}										\
	SCENARIO(split_zero_##way, "anon", "split.huge-zero-" #way,			\
		 how " a part of the huge zero folio leaves zero pages, special as before",\
		 .run = zero_##way);							\
	static void thp_##way(struct scenario *s)					\
	{										\
		do_##way(s, map_thp(s));						\
	}										\
	SCENARIO(split_thp_##way, "anon", "split.thp-" #way,				\
		 how " a part of a large folio leaves its pages, normal as before",	\
		 .run = thp_##way)

SPLIT(munmap, "unmapping");
SPLIT(mprotect, "protecting");
SPLIT(dontneed, "throwing away");
SPLIT(nohugepage, "refusing large pages for");
SPLIT(mremap, "moving");
