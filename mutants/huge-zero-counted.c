// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vmf_insert_folio_pmd() counts the huge zero folio as mapped, and its size as resident
 * suite: dax
 * test: fsdax.ext4.hole.read-pmd-shared
 */
#include "mutant.h"

static typeof(vmf_insert_folio_pmd) *original;
static void (*add_rmap)(struct folio *folio, struct page *page, struct vm_area_struct *vma);

static vm_fault_t mutant(struct vm_fault *vmf, struct folio *folio, bool write)
{
	vm_fault_t fault = original(vmf, folio, write);

	if (!is_huge_zero(*vmf->pmd))
		return fault;
	folio_get(folio);
	add_rmap(folio, &folio->page, vmf->vma);
	percpu_counter_add(&vmf->vma->vm_mm->rss_stat[MM_FILEPAGES], HPAGE_PMD_NR);
	return fault;
}

static int __init prepare(void)
{
	add_rmap = (void *)kernel_symbol("folio_add_file_rmap_pmd");
	return add_rmap ? prepare_huge_zero() : -ENOENT;
}

MUTANT_PREPARED(prepare, MUTATE(vmf_insert_folio_pmd, mutant, original));
