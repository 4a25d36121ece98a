// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vm_normal_page_pud() gives NULL for device-dax
 * suite: dax
 * alone: only folio_walk_start() asks vm_normal_page_pud(), and of its callers only move_pages()
 *	reaches a PUD; its answer is -ENOENT for a device's page and for none
 * test: devdax.1g.map.write
 */
#include "mutant.h"

static typeof(vm_normal_page_pud) *original;

static struct page *mutant(struct vm_area_struct *vma, unsigned long addr, pud_t pud)
{
	return NULL;
}

MUTANT(MUTATE(vm_normal_page_pud, mutant, original));
