// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/model.h"

/*
 * mm/memory.c, __vm_normal_page(), for an architecture with a special bit at every level:
 * a special entry is normal only through find_normal_page(), and that is for PTEs; an entry
 * without the bit is normal. Before 6.18 vm_normal_page_pmd() knew the huge zero folio by its pfn;
 * before 6.15 devmap entries were special at every level (vm_normal_page(): "NOTE: New users of
 * ZONE_DEVICE will not set pte_devmap() and will have refcounts incremented").
 */
enum page_class model_classify(const struct features *kernel, const struct vma_state *vma,
			       const struct entry_facts *entry)
{
	if (entry->level == LEVEL_NONE)
		return CLASS_NONE;
	if (entry->special)
		return vma->find_normal_page && entry->level == LEVEL_PTE ? CLASS_NORMAL
									  : CLASS_SPECIAL;
	if (entry->devmap && !kernel->dax_refcounted)
		return CLASS_SPECIAL;
	if (entry->huge_zero && !kernel->huge_zero_special)
		return CLASS_SPECIAL;
	return CLASS_NORMAL;
}

/*
 * mm/memory.c, kernel-doc of __vm_normal_page(): "Page mappings of the shared zero folios are
 * always considered special"; "a raw VM_PFNMAP mapping (ie. one that is not COWed) is always
 * considered a special mapping"; "COWed pages of a VM_PFNMAP are always normal". "Special" is
 * said of page table entries, so a kind that a scenario states fixes the class. Before 6.15 mapping
 * a DAX page took no reference to it: their entries were devmap, and no page to the VM.
 */
enum page_class model_class_of(const struct features *kernel, const struct page_state *page)
{
	if (page->level == LEVEL_NONE)
		return CLASS_NONE;
	switch (page->kind) {
	case PAGE_NONE:
	case PAGE_SWAP:
	case PAGE_GUARD:
	case PAGE_WP_MARKER:
		return CLASS_NONE;
	case PAGE_ZERO:
	case PAGE_HUGE_ZERO:
	case PAGE_PFN:
		return CLASS_SPECIAL;
	case PAGE_FSDAX:
	case PAGE_DEVDAX:
		return kernel->dax_refcounted ? CLASS_NORMAL : CLASS_SPECIAL;
	case PAGE_ANON:
	case PAGE_FILE:
	case PAGE_SHMEM:
	case PAGE_KERNEL:
	case PAGE_GRANT:
	case PAGE_KSM:
	case PAGE_SECRETMEM:
		return CLASS_NORMAL;
	}
	return CLASS_NONE;
}

/*
 * Who sets the bit: vmf_insert_page_mkwrite() and do_anonymous_page() for the zero page
 * (pte_mkspecial()), mm/huge_memory.c insert_pmd() and set_huge_zero_folio() for the huge zero
 * folio since 6.18, remap_pfn_range() and vmf_insert_pfn*() for raw pfns, and
 * drivers/xen/gntdev.c find_grant_ptes() (_PAGE_SPECIAL in the mapping flags) for PV grants,
 * which are the ones with a find_normal_page() callback. Devmap entries had the bit at the lowest
 * level only (arch/x86/include/asm/pgtable.h pte_mkdevmap(), pmd_mkdevmap()).
 */
bool model_entry_special(const struct features *kernel, const struct vma_state *vma,
			 const struct page_state *page)
{
	switch (page->kind) {
	case PAGE_ZERO:
	case PAGE_PFN:
		return page->level != LEVEL_NONE;
	case PAGE_HUGE_ZERO:
		return page->level == LEVEL_PMD && kernel->huge_zero_special;
	case PAGE_FSDAX:
	case PAGE_DEVDAX:
		return page->level == LEVEL_PTE && !kernel->dax_refcounted;
	case PAGE_GRANT:
		return page->level == LEVEL_PTE && vma->find_normal_page;
	default:
		return false;
	}
}
