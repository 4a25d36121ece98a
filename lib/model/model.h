/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The documented rule as code: from facts about an entry to its classification.
 * The model opens no file and asks no kernel: everything it needs is in its arguments.
 */
#ifndef NORMALPAGE_MODEL_MODEL_H
#define NORMALPAGE_MODEL_MODEL_H

#include "lib/kernel/features.h"
#include "lib/base/page.h"

/**
 * struct entry_facts - what is known of one present leaf entry
 * @level: page table level
 * @special: the entry's special bit (bit 9 on x86-64)
 * @huge_zero: the pfn is within the huge zero folio
 * @zero: the pfn is the shared zero page
 * @devmap: the entry's devmap bit, which kernels until 6.16 have
 * @cowed: the entry maps an anonymous page (a CoWed page in a PFN map)
 */
struct entry_facts {
	enum level level;
	bool special;
	bool huge_zero;
	bool zero;
	bool devmap;
	bool cowed;
};

/**
 * model_classify - what vm_normal_page*() must make of an entry
 *
 * The rule of __vm_normal_page() in mm/memory.c and of its kernel-doc, "vm_normal_page_*()".
 */
enum page_class model_classify(const struct features *kernel, const struct vma_state *vma,
			       const struct entry_facts *entry);

/**
 * model_class_of - the class that a page in this state has by what it is (mm/memory.c kernel-doc)
 *
 * Depends on the kernel: DAX pages are normal since they are refcounted, 6.15.
 */
enum page_class model_class_of(const struct features *kernel, const struct page_state *page);

/**
 * model_entry_special - whether the entry of a page in this state carries the special bit
 *
 * Depends on the kernel: the huge zero folio's PMD is special since 6.18 only.
 */
bool model_entry_special(const struct features *kernel, const struct vma_state *vma,
			 const struct page_state *page);

#endif
