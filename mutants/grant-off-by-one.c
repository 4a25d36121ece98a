// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: gntdev's find_normal_page() gives the page beside the right one
 * suite: xen
 * test: pv-scratch.gntdev.self.map.two
 */
#include "mutant.h"

static struct page *(*original)(struct vm_area_struct *vma, unsigned long addr);

static struct page *mutant(struct vm_area_struct *vma, unsigned long addr)
{
	/* inside the mapping, as its array of pages ends with it */
	return original(vma, addr + PAGE_SIZE < vma->vm_end ? addr + PAGE_SIZE : vma->vm_start);
}

MUTANT(MUTATE(gntdev_vma_find_normal_page, mutant, original));
