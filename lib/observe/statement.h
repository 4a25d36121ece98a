/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What observers' expectations derive from a statement; pure. */
#ifndef NORMALPAGE_OBSERVE_STATEMENT_H
#define NORMALPAGE_OBSERVE_STATEMENT_H

#include <stdbool.h>

#include "lib/model/model.h"
#include "lib/observe/observer.h"

/** page_present - there is a present leaf entry */
bool page_present(const struct page_state *page);

/** page_occupied - the entry is not present, and not empty either */
bool page_occupied(const struct page_state *page);

/** page_anonymous - folio_test_anon(), which is also true of what KSM has merged */
bool page_anonymous(const struct page_state *page);

/** page_normal - vm_normal_page*() must give the page of this entry */
bool page_normal(const struct features *kernel, const struct page_state *page);

/** page_dax - a page of a DAX file or device */
bool page_dax(const struct page_state *page);

/** page_zone_device - folio_is_zone_device(): memory of a device with a struct page of its own */
bool page_zone_device(const struct page_state *page);

/**
 * page_dirty - the page was written through its entry
 *
 * In a Xen PV guest the hypervisor makes the entries of grants, and makes them dirty:
 * xen/arch/x86/pv/grant_table.c grant_to_pte_flags().
 */
bool page_dirty(const struct vma_state *vma, const struct page_state *page);

/** page_entry_dirty - the entry's dirty bit is set, and a write changes nothing of it */
bool page_entry_dirty(const struct features *kernel, const struct vma_state *vma,
		      const struct page_state *page);

/**
 * page_memory_writable - writing to the page and restoring what was there changes no state
 *
 * Its entry is writable and dirty already, and only its process uses what is in it: the kernel
 * acts on the rings that drivers share with a process.
 */
bool page_memory_writable(const struct features *kernel, const struct vma_state *vma,
			  const struct page_state *page);

/** page_mapcount - page tables that map each page; what is not stated is 1, or MAPCOUNT_UNKNOWN */
unsigned int page_mapcount(const struct page_state *page);

/** run_pages - how many small pages a run has */
uint64_t run_pages(const struct run *run);

/** stated_entries - how many small pages of a vma have an entry of this kind, present or not */
uint64_t stated_entries(const struct stated *stated, enum page_kind kind);

/**
 * stated_pages - how many small pages of a vma are of a kind
 * @level: only those mapped at this level; LEVEL_NONE: at any
 */
uint64_t stated_pages(const struct stated *stated, enum page_kind kind, enum level level);

/**
 * stated_fsdax, stated_dax - the vma is of a DAX file; of a DAX file or device: vma_is_fsdax(), vma_is_dax()
 *
 * By VMA_FSDAX, or by a page of it. Zero pages tell nothing of a vma: drivers insert them
 * (mm/memory.c:vm_mixed_zeropage_allowed()), KSM puts them into private mappings of any file, and a
 * private mapping of /dev/zero is anonymous memory with a file.
 */
bool stated_fsdax(const struct stated *stated);
bool stated_dax(const struct stated *stated);

/** expect_bits - expect bits of a field, in addition to what is expected of it already */
void expect_bits(struct expectation *e, uint64_t mask, uint64_t value, const char *rule);

/** expect_value - expect a field's whole value */
void expect_value(struct expectation *e, uint64_t value, const char *rule);

/** answer_meets - an answer is what was expected */
bool answer_meets(const struct answer *answer, const struct expectation *want);

#endif
