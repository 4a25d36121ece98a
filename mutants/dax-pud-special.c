// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vm_normal_page_pud() gives NULL for device-dax, and for hugetlb
 * test: devdax.1g.map.write
 * test: gigantic.written
 */
#include "mutant.h"

static typeof(vm_normal_page_pud) *original;

static struct page *mutant(struct vm_area_struct *vma, unsigned long addr, pud_t pud)
{
	return NULL;
}

MUTANT(MUTATE(vm_normal_page_pud, mutant, original));
