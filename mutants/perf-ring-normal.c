// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: perf maps its ring as normal pages, not as a PFN map
 * suite: mm
 * test: perf.touched
 */
#include "mutant.h"

static typeof(remap_pfn_range) *original;
static const struct vm_operations_struct *ring_ops;

static int mutant(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		  unsigned long size, pgprot_t prot)
{
	if (vma->vm_ops == ring_ops)
		return vm_insert_page(vma, addr, pfn_to_page(pfn));
	return original(vma, addr, pfn, size, prot);
}

static int __init prepare(void)
{
	ring_ops = (void *)kernel_symbol("perf_mmap_vmops");
	return ring_ops ? 0 : -ENOENT;
}

MUTANT_PREPARED(prepare, MUTATE(remap_pfn_range, mutant, original));
