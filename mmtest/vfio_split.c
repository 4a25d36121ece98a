// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Parts of a BAR's huge entries. There is nothing to split them into: __split_huge_pmd_locked() and
 * __split_huge_pud_locked() clear them, and the next access maps what fits then.
 */
#include <errno.h>
#include <string.h>

#include "mmtest/vfio_device.h"

static struct mapping map(struct scenario *s, enum level level)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m;

	vfio_need_huge(s);
	m = vfio_map(s, &vfio, .size = level_size(level));
	touch_read(&m, 0);
	return m;
}

static void unmap(struct scenario *s, struct mapping *m, size_t offset)
{
	if (munmap(m->addr + offset, m->size - offset))
		scenario_broken(s, "munmap: %s", strerror(errno));
	m->size = offset;
}

static void protect(struct scenario *s, struct mapping *m, size_t size)
{
	if (mprotect(m->addr, size, PROT_READ))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	*m = mapping_part(m, 0, size);
	m->flags &= ~VMA_WRITE;
}

static void munmap_pmd_part(struct scenario *s)
{
	struct mapping m = map(s, LEVEL_PMD);

	unmap(s, &m, PTE_SIZE);
	expect_absent(s, "after munmap", &m);
	touch_read(&m, 0);
	expect_mapping(s, "read again", &m,
		       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true));
}

SCENARIO(vfio_munmap_pmd, "vfio", "munmap.pmd-part",
	 "unmapping part of a BAR's PMD clears all of it; what is left gets PTEs",
	 .run = munmap_pmd_part);

static void munmap_pud_half(struct scenario *s)
{
	struct mapping m = map(s, LEVEL_PUD);

	unmap(s, &m, PUD_SIZE / 2);
	expect_absent(s, "after munmap", &m);
	touch_read(&m, 0);
	expect_mapping(s, "read again", &m,
		       PAGES(0, PMD_SIZE, PAGE_PFN, LEVEL_PMD, .writable = true));
}

SCENARIO(vfio_munmap_pud, "vfio", "munmap.pud-half",
	 "unmapping half of a BAR's PUD clears all of it; what is left gets PMDs",
	 .run = munmap_pud_half);

static void mprotect_all(struct scenario *s, enum level level)
{
	struct mapping m = map(s, level);

	protect(s, &m, m.size);
	expect_mapping(s, "after mprotect", &m, PAGES(0, m.size, PAGE_PFN, level));
}

static void mprotect_pmd_all(struct scenario *s)
{
	mprotect_all(s, LEVEL_PMD);
}

SCENARIO(vfio_mprotect_pmd_all, "vfio", "mprotect.pmd-all",
	 "a BAR's PMD that is made read-only stays a special PMD", .run = mprotect_pmd_all);

static void mprotect_pud_all(struct scenario *s)
{
	mprotect_all(s, LEVEL_PUD);
}

SCENARIO(vfio_mprotect_pud_all, "vfio", "mprotect.pud-all",
	 "a BAR's PUD that is made read-only stays a special PUD", .run = mprotect_pud_all);

static void mprotect_pmd_part(struct scenario *s)
{
	struct mapping m = map(s, LEVEL_PMD);

	protect(s, &m, PTE_SIZE);
	expect_absent(s, "after mprotect", &m);
	touch_read(&m, 0);
	expect_mapping(s, "read again", &m, PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE));
}

SCENARIO(vfio_mprotect_pmd_part, "vfio", "mprotect.pmd-part",
	 "a protection of its own for one page of a BAR's PMD clears all of it",
	 .run = mprotect_pmd_part);

static void mprotect_pud_part(struct scenario *s)
{
	struct mapping m = map(s, LEVEL_PUD);

	protect(s, &m, PMD_SIZE);
	expect_absent(s, "after mprotect", &m);
	touch_read(&m, 0);
	expect_mapping(s, "read again", &m, PAGES(0, PMD_SIZE, PAGE_PFN, LEVEL_PMD));
}

SCENARIO(vfio_mprotect_pud_part, "vfio", "mprotect.pud-part",
	 "a protection of its own for 2 MiB of a BAR's PUD clears all of it",
	 .run = mprotect_pud_part);

/*
 * Any split of the vma within 2 MiB asks for it: mm/huge_memory.c vma_adjust_trans_huge(). That of a
 * PUD's 2 MiB leads split_huge_pmd_address() to a page table that is none: mm/rmap.c mm_find_pmd()
 * takes what a PUD leaf maps, the device's memory, for one.
 */
static void split_hazard(struct scenario *s)
{
	scenario_hazard(s, "splitting a vma inside a PUD of a BAR at no multiple of 2 MiB crashes the "
			   "kernel since 6.12, in __split_huge_pmd()");
}

static void mprotect_pud_page(struct scenario *s)
{
	struct mapping m;

	split_hazard(s);
	m = map(s, LEVEL_PUD);
	protect(s, &m, PTE_SIZE);
	expect_absent(s, "after mprotect", &m);
	touch_read(&m, 0);
	expect_mapping(s, "read again", &m, PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE));
}

SCENARIO(vfio_mprotect_pud_page, "vfio", "mprotect.pud-page",
	 "a protection of its own for one page of a BAR's PUD clears all of it",
	 .run = mprotect_pud_page);

static void munmap_pud_page(struct scenario *s)
{
	struct mapping m;

	split_hazard(s);
	m = map(s, LEVEL_PUD);
	unmap(s, &m, PUD_SIZE - PTE_SIZE);
	expect_absent(s, "after munmap", &m);
	touch_read(&m, 0);
	expect_mapping(s, "read again", &m,
		       PAGES(0, PMD_SIZE, PAGE_PFN, LEVEL_PMD, .writable = true));
}

SCENARIO(vfio_munmap_pud_page, "vfio", "munmap.pud-page",
	 "unmapping one page of a BAR's PUD clears all of it; what is left gets PMDs",
	 .run = munmap_pud_page);
