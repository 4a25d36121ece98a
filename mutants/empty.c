// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: nothing is changed, though vm_normal_page() and the like are replaced as in mutants
 * expect: pass
 * test: fsdax.ext4.*
 * test: devdax.*
 * test: anon.*
 * test: devmem.*
 * test: pv-scratch.gntdev.self.*
 */
#include "mutant.h"

static typeof(vm_normal_page) *original_pte;
static typeof(vm_normal_page_pmd) *original_pmd;
static typeof(vm_normal_page_pud) *original_pud;
static typeof(vmf_insert_folio_pmd) *original_insert;

static struct page *mutant_pte(struct vm_area_struct *vma, unsigned long addr, pte_t pte)
{
	return original_pte(vma, addr, pte);
}

static struct page *mutant_pmd(struct vm_area_struct *vma, unsigned long addr, pmd_t pmd)
{
	return original_pmd(vma, addr, pmd);
}

static struct page *mutant_pud(struct vm_area_struct *vma, unsigned long addr, pud_t pud)
{
	return original_pud(vma, addr, pud);
}

static vm_fault_t mutant_insert(struct vm_fault *vmf, struct folio *folio, bool write)
{
	return original_insert(vmf, folio, write);
}

MUTANT(MUTATE(vm_normal_page, mutant_pte, original_pte),
       MUTATE(vm_normal_page_pmd, mutant_pmd, original_pmd),
       MUTATE(vm_normal_page_pud, mutant_pud, original_pud),
       MUTATE(vmf_insert_folio_pmd, mutant_insert, original_insert));
