// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/statement.h"

bool page_present(const struct page_state *page)
{
	return page->kind != PAGE_NONE && page->level != LEVEL_NONE;
}

bool page_occupied(const struct page_state *page)
{
	return page->kind == PAGE_SWAP || page->kind == PAGE_GUARD || page->kind == PAGE_WP_MARKER;
}

bool page_anonymous(const struct page_state *page)
{
	return page->kind == PAGE_ANON || page->kind == PAGE_KSM;
}

bool page_normal(const struct features *kernel, const struct page_state *page)
{
	return model_class_of(kernel, page) == CLASS_NORMAL;
}

bool page_dax(const struct page_state *page)
{
	return page->kind == PAGE_FSDAX || page->kind == PAGE_DEVDAX;
}

bool page_zone_device(const struct page_state *page)
{
	return page_dax(page) || (page->kind == PAGE_GRANT && page->backing == BACKING_DEVICE);
}

bool page_dirty(const struct vma_state *vma, const struct page_state *page)
{
	return page->dirty || (page->kind == PAGE_GRANT && vma->find_normal_page);
}

/*
 * mm/huge_memory.c __split_huge_pmd_locked() gave the folio the dirty bit of its PMD, and the PTEs none:
 * "we don't do pte_mkdirty when dirty==true because it breaks sparc64".
 */
bool page_entry_dirty(const struct features *kernel, const struct vma_state *vma,
		      const struct page_state *page)
{
	if (page_anonymous(page) && page->large && page->level == LEVEL_PTE &&
	    !kernel->split_keeps_dirty)
		return false;
	return page_dirty(vma, page);
}

bool page_memory_writable(const struct features *kernel, const struct vma_state *vma,
			  const struct page_state *page)
{
	return page_present(page) && page->writable && page_entry_dirty(kernel, vma, page) &&
	       page->kind != PAGE_KERNEL && page->kind != PAGE_PFN;
}

unsigned int page_mapcount(const struct page_state *page)
{
	return page->mapcount ? page->mapcount : 1;
}

uint64_t run_pages(const struct run *run)
{
	return (run->end - run->start) / PTE_SIZE;
}

uint64_t stated_entries(const struct stated *stated, enum page_kind kind)
{
	uint64_t pages = 0;

	for (unsigned int i = 0; i < stated->nr_runs; i++)
		if (stated->runs[i].page.kind == kind)
			pages += run_pages(&stated->runs[i]);
	return pages;
}

uint64_t stated_pages(const struct stated *stated, enum page_kind kind, enum level level)
{
	uint64_t pages = 0;

	for (unsigned int i = 0; i < stated->nr_runs; i++) {
		const struct run *run = &stated->runs[i];

		if (run->page.kind == kind && page_present(&run->page) &&
		    (level == LEVEL_NONE || run->page.level == level))
			pages += run_pages(run);
	}
	return pages;
}

bool stated_fsdax(const struct stated *stated)
{
	return stated->vma.flags & VMA_FSDAX || stated_entries(stated, PAGE_FSDAX);
}

bool stated_dax(const struct stated *stated)
{
	return stated_fsdax(stated) || stated_entries(stated, PAGE_DEVDAX);
}

void expect_bits(struct expectation *e, uint64_t mask, uint64_t value, const char *rule)
{
	e->mask |= mask;
	e->value = (e->value & ~mask) | (value & mask);
	e->rule = rule;
}

void expect_value(struct expectation *e, uint64_t value, const char *rule)
{
	expect_bits(e, ~0ull, value, rule);
}

bool answer_meets(const struct answer *answer, const struct expectation *want)
{
	if (!answer->given)
		return want->absent_ok || !want->mask;
	return !((answer->value ^ want->value) & want->mask);
}
