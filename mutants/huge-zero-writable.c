// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: vmf_insert_folio_pmd() maps the huge zero folio with write permission
 * suite: dax
 * test: fsdax.ext4.hole.read-pmd-shared
 * test: fsdax.ext4.hole.write-pmd
 * test: fsdax.ext4.write.same-process
 */
#include "mutant.h"

static typeof(vmf_insert_folio_pmd) *original;

static vm_fault_t mutant(struct vm_fault *vmf, struct folio *folio, bool write)
{
	vm_fault_t fault = original(vmf, folio, write);

	if (is_huge_zero(*vmf->pmd) && (vmf->vma->vm_flags & VM_WRITE))
		set_pmd(vmf->pmd, pmd_mkwrite_novma(*vmf->pmd));
	return fault;
}

MUTANT_PREPARED(prepare_huge_zero, MUTATE(vmf_insert_folio_pmd, mutant, original));
