// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vmf_insert_folio_pmd() takes a reference of a DAX folio that nobody gives back
 * suite: dax
 * test: fsdax.ext4.hole.write-pmd
 */
#include "mutant.h"

static typeof(vmf_insert_folio_pmd) *original;

static vm_fault_t mutant(struct vm_fault *vmf, struct folio *folio, bool write)
{
	vm_fault_t fault = original(vmf, folio, write);

	if (!is_huge_zero(*vmf->pmd))
		folio_get(folio);
	return fault;
}

MUTANT_PREPARED(prepare_huge_zero, MUTATE(vmf_insert_folio_pmd, mutant, original));
