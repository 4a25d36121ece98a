// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vm_normal_page_pmd() gives the page of the huge zero folio
 * suite: dax
 * test: fsdax.ext4.hole.read-pmd-shared
 * test: fsdax.ext4.hole.read-pmd-private
 */
#include "mutant.h"

static typeof(vm_normal_page_pmd) *original;

static struct page *mutant(struct vm_area_struct *vma, unsigned long addr, pmd_t pmd)
{
	return is_huge_zero(pmd) ? pmd_page(pmd) : original(vma, addr, pmd);
}

MUTANT_PREPARED(prepare_huge_zero, MUTATE(vm_normal_page_pmd, mutant, original));
