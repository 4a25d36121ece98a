// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The raw page table entry, read from the kernel's memory: what all other observers are about. In a
 * Xen PV guest its pfn is a machine frame.
 */
#include <errno.h>

#include "lib/kernel/entry_runs.h"
#include "lib/observe/statement.h"

enum { LEVEL, OCCUPIED, VALUE, PFN, ZERO, HUGE_ZERO, NR_FIELDS };

static const struct bit_name bits[] = {
	{ 0, "present" }, { 1, "writable" }, { 2, "user" }, { 5, "accessed" }, { 6, "dirty" },
	{ 7, "huge" }, { 8, "protnone" }, { 9, "special" }, { 10, "uffd-wp" },
	{ 11, "soft-dirty" },
	{ 57, "devmap" }, { 58, "saved-dirty" }, { 63, "nx" }, { 0, NULL },
};

#define KNOWN_BITS (ENTRY_PRESENT | ENTRY_RW | ENTRY_USER | ENTRY_ACCESSED | ENTRY_DIRTY |	\
		    ENTRY_PSE | ENTRY_PROTNONE | ENTRY_SPECIAL | ENTRY_UFFD_WP |		\
		    ENTRY_SOFT_DIRTY | ENTRY_DEVMAP | ENTRY_SAVED_DIRTY | ENTRY_NX)

static const struct field fields[] = {
	[LEVEL] = { .name = "level", .type = FIELD_LEVEL },
	[OCCUPIED] = { .name = "not empty, not present", .type = FIELD_BOOL },
	[VALUE] = { .name = "value", .type = FIELD_BITS, .bits = bits },
	[PFN] = { .name = "pfn", .type = FIELD_HEX },
	[ZERO] = { .name = "zero page", .type = FIELD_BOOL },
	[HUGE_ZERO] = { .name = "huge zero folio", .type = FIELD_BOOL },
};

static struct error *available(struct kernel *kernel)
{
	const struct error *err = kernel_memory_error(kernel);

	if (err)
		return error_create(err->kind, "%s", err->message);
	/* decoding the symbol table takes a while and memory: not in the process that is asked */
	kernel_zero_pfn(kernel);
	return NULL;
}

/* the devmap bit was where saved-dirty is, before that one was there */
static uint64_t named_bits(struct kernel *kernel, const struct entry *entry)
{
	uint64_t value = entry->value & KNOWN_BITS;

	if (!entry_devmap(kernel_features(kernel), entry) || value & ENTRY_DEVMAP)
		return value;
	return (value & ~ENTRY_SAVED_DIRTY) | ENTRY_DEVMAP;
}

static int ask(const struct question *q, struct answer *answers)
{
	struct entry entry;
	uint64_t pfn;
	int ret;

	ret = pagetable_walk(q->kernel, q->pid, q->addr, &entry);
	if (ret)
		return ret;
	answers[LEVEL] = (struct answer){ true, entry.level };
	answers[VALUE] = (struct answer){ true, named_bits(q->kernel, &entry) };
	answers[OCCUPIED] = (struct answer){ true, entry.level == LEVEL_NONE &&
						   !entry_absent(&entry) };
	if (entry.level == LEVEL_NONE)
		return 0;
	pfn = entry_pfn(&entry) + (q->addr - entry.addr) / PTE_SIZE;
	answers[PFN] = (struct answer){ true, pfn };
	answers[ZERO] = (struct answer){ kernel_zero_pfn(q->kernel) != 0,
					 kernel_frame_is_zero(q->kernel, pfn) };
	answers[HUGE_ZERO] = (struct answer){ true, kernel_frame_is_huge_zero(q->kernel, pfn) };
	return 0;
}

/*
 * arch/x86/include/asm/pgtable.h:pte_wrprotect() keeps the dirty bit elsewhere since 6.6, so of a
 * dirty entry that is not writable nothing is expected.
 */
static void expect_dirty(struct expectation *e, const struct features *kernel,
			 const struct vma_state *vma, const struct page_state *page)
{
	const char *rule = "arch/x86/include/asm/pgtable.h:pte_mkdirty()";

	if (page->kind == PAGE_GRANT && page_dirty(vma, page))
		expect_bits(e, ENTRY_DIRTY, ENTRY_DIRTY,
			    "xen/arch/x86/pv/grant_table.c:grant_to_pte_flags()");
	else if (page_entry_dirty(kernel, vma, page) && page->writable)
		expect_bits(e, ENTRY_DIRTY, ENTRY_DIRTY, rule);
	else if (!page->dirty)
		expect_bits(e, ENTRY_DIRTY | ENTRY_SAVED_DIRTY, 0, rule);
}

/* arch/x86/mm/pgprot.c: PAGE_NONE has neither these bits nor NX, and hides the pfn */
static void expect_protection(struct expectation *e, const struct vma_state *vma)
{
	const char *rule = "arch/x86/mm/pgprot.c:vm_get_page_prot()";

	if (!(vma->flags & (VMA_READ | VMA_WRITE | VMA_EXEC))) {
		expect_bits(e, ENTRY_PRESENT | ENTRY_PROTNONE, ENTRY_PROTNONE, rule);
		return;
	}
	expect_bits(e, ENTRY_PRESENT | ENTRY_USER, ~0ull, rule);
	expect_bits(e, ENTRY_NX, vma->flags & VMA_EXEC ? 0 : ~0ull, rule);
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const struct vma_state *vma = &stated->vma;
	const struct page_state *page = &run->page;

	if (!page_present(page)) {
		expect_value(&e[LEVEL], LEVEL_NONE, "nothing is mapped");
		expect_value(&e[OCCUPIED], page_occupied(page), "include/linux/leafops.h: "
			     "what is swapped out or marked is said by a non-present entry");
		return;
	}
	expect_value(&e[LEVEL], page->level, "the level is stated");
	expect_protection(&e[VALUE], vma);
	expect_bits(&e[VALUE], ENTRY_RW, page->writable ? ~0ull : 0, "stated");
	expect_dirty(&e[VALUE], kernel, vma, page);
	if (page->level > LEVEL_PTE)
		expect_bits(&e[VALUE], ENTRY_PSE, ~0ull,
			    "arch/x86/include/asm/pgtable.h:pmd_mkhuge()");
	if (page_dax(page))
		expect_bits(&e[VALUE], ENTRY_DEVMAP, kernel->dax_refcounted ? 0 : ~0ull,
			    "mm/memory.c:insert_pfn(), mm/huge_memory.c:insert_pfn_pmd()");
	expect_bits(&e[VALUE], ENTRY_SPECIAL, model_entry_special(kernel, vma, page) ? ~0ull : 0,
		    "mm/memory.c:__vm_normal_page(), kernel-doc: special mappings");
	if (stated->vma.flags & VMA_UFFD_WP)
		expect_bits(&e[VALUE], ENTRY_UFFD_WP, page->uffd_wp ? ~0ull : 0,
			    "Documentation/admin-guide/mm/userfaultfd.rst: write protect");
	if (stated->vma.flags & VMA_SOFT_CLEARED)
		expect_bits(&e[VALUE], ENTRY_SOFT_DIRTY, page->soft_dirty ? ~0ull : 0,
			    "Documentation/admin-guide/mm/soft-dirty.rst");
	if (page->pfn)
		expect_value(&e[PFN], page->pfn + (addr - run->start) / PTE_SIZE,
			     "mm/memory.c:remap_pfn_range(): consecutive pfns");
	expect_value(&e[ZERO], page->kind == PAGE_ZERO, "mm/memory.c:do_anonymous_page(), "
		     "fs/dax.c:dax_load_hole()");
	e[ZERO].absent_ok = true;
	expect_value(&e[HUGE_ZERO], page->kind == PAGE_HUGE_ZERO,
		     "mm/huge_memory.c:mm_get_huge_zero_folio()");
}

OBSERVER(entry) = {
	.name = "entry",
	.scope = OBSERVE_PAGE,
	.order = 0,
	.remote = true,
	.part = PART_ENTRY,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.available = available,
	.ask = ask,
	.expect = expect,
};
