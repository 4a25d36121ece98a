// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vm_normal_page() gives NULL where it should ask find_normal_page()
 * suite: xen
 * test: pv-scratch.gntdev.self.map.two
 */
#include "mutant.h"

static typeof(vm_normal_page) *original;

static struct page *mutant(struct vm_area_struct *vma, unsigned long addr, pte_t pte)
{
	if (vma->vm_ops && vma->vm_ops->find_normal_page)
		return NULL;
	return original(vma, addr, pte);
}

MUTANT(MUTATE(vm_normal_page, mutant, original));
