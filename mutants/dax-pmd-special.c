// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vm_normal_page_pmd() gives NULL for a DAX folio
 * suite: dax
 * test: fsdax.ext4.data.read-pmd
 * test: devdax.2m.map.write
 */
#include "mutant.h"

static typeof(vm_normal_page_pmd) *original;

static struct page *mutant(struct vm_area_struct *vma, unsigned long addr, pmd_t pmd)
{
	struct page *page = original(vma, addr, pmd);

	return page && is_zone_device_page(page) ? NULL : page;
}

MUTANT(MUTATE(vm_normal_page_pmd, mutant, original));
