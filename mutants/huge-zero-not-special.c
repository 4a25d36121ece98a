// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vmf_insert_folio_pmd() maps the huge zero folio without the special bit
 * suite: dax
 * test: fsdax.ext4.hole.read-pmd-shared
 */
#include "mutant.h"

static typeof(vmf_insert_folio_pmd) *original;

static vm_fault_t mutant(struct vm_fault *vmf, struct folio *folio, bool write)
{
	vm_fault_t fault = original(vmf, folio, write);

	if (is_huge_zero(*vmf->pmd))
		set_pmd(vmf->pmd, __pmd(pmd_val(*vmf->pmd) & ~_PAGE_SPECIAL));
	return fault;
}

MUTANT_PREPARED(prepare_huge_zero, MUTATE(vmf_insert_folio_pmd, mutant, original));
