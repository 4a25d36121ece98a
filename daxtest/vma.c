// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations on parts and on the whole of a vma that maps the huge zero folio. Splitting the PMD
 * of a file mapping clears it (mm/huge_memory.c __split_huge_pmd_locked(), !vma_is_anonymous()):
 * the next fault finds out again.
 */
#include <errno.h>
#include <string.h>

#include "daxtest/fsdax.h"

static struct mapping read_hole(struct scenario *s, size_t size)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 2 * size), .size = size);

	for (size_t at = 0; at < size; at += PMD_SIZE)
		touch_read(&m, at);
	expect_huge_zero_inserted(s);
	return m;
}

static void munmap_part(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);
	struct mapping left = mapping_part(&m, 0, PMD_SIZE / 2);

	scenario_done(s, !munmap(m.addr + left.size, m.size - left.size), "munmap");
	expect_absent(s, "after munmap", &left);
	touch_read(&left, 0);
	expect_mapping(s, "read again", &left, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(vma_munmap_part, "fsdax", "vma.munmap-part",
	 "unmapping half of a huge zero PMD clears it; the rest gets zero pages",
	 .needs = &need_fsdax, .run = munmap_part);

static void mprotect_part(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);
	struct mapping left = mapping_part(&m, 0, PMD_SIZE / 2);
	struct mapping right = mapping_part(&m, PMD_SIZE / 2, PMD_SIZE / 2);

	scenario_done(s, !mprotect(right.addr, right.size, PROT_READ), "mprotect");
	right.flags &= ~VMA_WRITE;
	expect_absent(s, "left half after mprotect", &left);
	expect_absent(s, "right half after mprotect", &right);
	touch_read(&right, 0);
	expect_mapping(s, "right half read again", &right,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(vma_mprotect_part, "fsdax", "vma.mprotect-part",
	 "changing the protection of half of a huge zero PMD clears it",
	 .needs = &need_fsdax, .run = mprotect_part);

static void mprotect_all(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);

	scenario_done(s, !mprotect(m.addr, m.size, PROT_READ), "mprotect");
	m.flags &= ~VMA_WRITE;
	expect_mapping(s, "after mprotect", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	scenario_done(s, !mprotect(m.addr, m.size, PROT_READ | PROT_WRITE), "mprotect");
	m.flags |= VMA_WRITE;
	expect_mapping(s, "writable again", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(vma_mprotect_all, "fsdax", "vma.mprotect-all",
	 "changing the protection of the whole keeps the PMD: special and read-only",
	 .needs = &need_fsdax, .run = mprotect_all);

static void dontneed_part(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);

	scenario_done(s, !madvise(m.addr, m.size / 2, MADV_DONTNEED), "madvise");
	expect_absent(s, "after MADV_DONTNEED", &m);
	touch_read(&m, 0);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "read again", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(vma_dontneed_part, "fsdax", "vma.dontneed-part",
	 "MADV_DONTNEED on half of a huge zero PMD clears all of it; a read maps it again",
	 .needs = &need_fsdax, .run = dontneed_part);

static void dontneed_all(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);

	scenario_done(s, !madvise(m.addr, m.size, MADV_DONTNEED), "madvise");
	expect_absent(s, "after MADV_DONTNEED", &m);
	touch_read(&m, 0);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "read again", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(vma_dontneed_all, "fsdax", "vma.dontneed-all",
	 "MADV_DONTNEED on the whole clears the PMD; the next read maps it again",
	 .needs = &need_fsdax, .run = dontneed_all);

static void mremap_move(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);
	char *to = mapping_address(m.size);

	m.addr = mremap(m.addr, m.size, m.size, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	scenario_done(s, m.addr != MAP_FAILED, "mremap");
	expect_mapping(s, "after the move", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(vma_mremap_move, "fsdax", "vma.mremap-move",
	 "moving the whole mapping moves the PMD: still the huge zero folio, still special",
	 .needs = &need_fsdax, .run = mremap_move);

static void mremap_move_part(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);
	struct mapping left = mapping_part(&m, 0, PMD_SIZE / 2);
	struct mapping right = mapping_part(&m, PMD_SIZE / 2, PMD_SIZE / 2);
	char *to = mapping_address(left.size);

	left.addr = mremap(left.addr, left.size, left.size, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	scenario_done(s, left.addr != MAP_FAILED, "mremap");
	expect_absent(s, "the moved half", &left);
	expect_absent(s, "the other half", &right);
}

SCENARIO(vma_mremap_move_part, "fsdax", "vma.mremap-move-part",
	 "moving half of a huge zero PMD clears it at both places",
	 .needs = &need_fsdax, .run = mremap_move_part);

static void mremap_shrink(struct scenario *s)
{
	struct mapping m = read_hole(s, 2 * PMD_SIZE);

	scenario_done(s, mremap(m.addr, m.size, m.size - PMD_SIZE / 2, 0) == m.addr, "mremap");
	m.size -= PMD_SIZE / 2;
	expect_mapping(s, "shrunk by half a PMD", &m,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	scenario_done(s, mremap(m.addr, m.size, PMD_SIZE, 0) == m.addr, "mremap");
	m.size = PMD_SIZE;
	expect_mapping(s, "shrunk to one PMD", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(vma_mremap_shrink, "fsdax", "vma.mremap-shrink",
	 "shrinking clears the PMD that is cut and leaves the one that is not",
	 .needs = &need_fsdax, .run = mremap_shrink);

static void mremap_grow(struct scenario *s)
{
	struct mapping m = read_hole(s, PMD_SIZE);

	scenario_done(s, mremap(m.addr, m.size, 2 * PMD_SIZE, 0) == m.addr, "mremap");
	m.size = 2 * PMD_SIZE;
	expect_mapping(s, "grown", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_read(&m, PMD_SIZE);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "new part read", &m, PAGES(0, 2 * PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(vma_mremap_grow, "fsdax", "vma.mremap-grow",
	 "growing in place keeps the PMD; the new part is mapped when it is read",
	 .needs = &need_fsdax, .run = mremap_grow);
