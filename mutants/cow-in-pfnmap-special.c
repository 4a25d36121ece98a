// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vm_normal_page() gives NULL for an anonymous copy in a PFN map
 * suite: mm
 * test: devmem.cow
 */
#include "mutant.h"

static typeof(vm_normal_page) *original;

static struct page *mutant(struct vm_area_struct *vma, unsigned long addr, pte_t pte)
{
	return vma->vm_flags & VM_PFNMAP ? NULL : original(vma, addr, pte);
}

MUTANT(MUTATE(vm_normal_page, mutant, original));
