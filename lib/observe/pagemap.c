// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/PID/pagemap: a 64 bit word per page (Documentation/admin-guide/mm/pagemap.rst). */
#include "lib/observe/pfn.h"
#include "lib/observe/procfile.h"
#include "lib/observe/statement.h"

enum { FLAGS, PFN, FRAME, NR_FIELDS };

static const struct bit_name bits[] = {
	{ 55, "SOFT_DIRTY" }, { 56, "EXCLUSIVE" }, { 57, "UFFD_WP" }, { 58, "GUARD" },
	{ 61, "FILE" }, { 62, "SWAP" }, { 63, "PRESENT" }, { 0, NULL },
};

static const struct field fields[] = {
	[FLAGS] = { .name = "flags", .type = FIELD_BITS, .bits = bits },
	[PFN] = { .name = "pfn", .type = FIELD_HEX },
	[FRAME] = { .name = "pfn leads to the frame in the entry", .type = FIELD_BOOL },
};

static struct error *available(struct kernel *kernel)
{
	static const struct procfile file = PROCFILE_INIT("pagemap");

	(void)kernel;
	return procfile_available(&file, "CONFIG_PROC_PAGE_MONITOR");
}

static void compare_frame(const struct question *q, uint64_t pfn, struct answer *answer)
{
	struct entry entry;

	if (entry_of(q, &entry) || entry.level == LEVEL_NONE)
		return;
	*answer = (struct answer){ true, kernel_frame(q->kernel, pfn) == entry_pfn(&entry) +
					 (q->addr - entry.addr) / PTE_SIZE };
}

static int ask(const struct question *q, struct answer *answers)
{
	uint64_t value, pfn;
	int ret;

	ret = pagemap_read(q->pid, q->addr, &value);
	if (ret)
		return ret;
	answers[FLAGS] = (struct answer){ true, value & ~PAGEMAP_PFN_MASK };
	pfn = value & PAGEMAP_PFN_MASK;
	answers[PFN] = (struct answer){ value & PAGEMAP_PRESENT && pfn, pfn };
	if (answers[PFN].given)
		compare_frame(q, pfn, &answers[FRAME]);
	return 0;
}

static const char *const walkers[] = { "pagemap_pmd_range", "pte_to_pagemap_entry", NULL };

static bool consults(const struct features *kernel, const struct vma_state *vma,
		     const struct page_state *page)
{
	if (vma->flags & (VMA_PFNMAP | VMA_HUGETLB))
		return false;
	/* pagemap_pmd_range_thp() took pmd_page() until after 7.3-rc7 */
	if (page->level == LEVEL_PMD)
		return kernel->version >= KERNEL(7, 3, 4);
	return page->level == LEVEL_PTE;
}

static void expect_mapcount(const struct features *kernel, const struct page_state *page,
			    struct expectation *e)
{
	const char *rule = "Documentation/admin-guide/mm/pagemap.rst: "
			   "bit 56 page exclusively mapped";

	/* pages that drivers insert may be mapped by others, too, and grants are not counted */
	if (page->kind == PAGE_KERNEL || page->kind == PAGE_GRANT)
		return;
	if (page_normal(kernel, page) && page_mapcount(page) == MAPCOUNT_UNKNOWN)
		return;
	expect_bits(e, PAGEMAP_EXCLUSIVE,
		    page_normal(kernel, page) && page_mapcount(page) == 1 ? ~0ull : 0, rule);
}

/* a DAX page that the VM takes no part in is a page of a file nevertheless: either is true of it */
static void expect_file(const struct features *kernel, const struct page_state *page,
			struct expectation *e)
{
	bool normal = page_normal(kernel, page);

	if (normal || !page_dax(page))
		expect_bits(e, PAGEMAP_FILE, normal && !page_anonymous(page) ? ~0ull : 0,
			    "Documentation/admin-guide/mm/pagemap.rst: "
			    "bit 61 page is file-page or shared-anon");
}

/* a vma that is younger than the clearing counts as dirty all over: VM_SOFTDIRTY */
static void expect_soft_dirty(const struct vma_state *vma, const struct page_state *page,
			      struct expectation *e)
{
	if (vma->flags & VMA_SOFT_CLEARED)
		expect_bits(e, PAGEMAP_SOFT_DIRTY, page->soft_dirty ? ~0ull : 0,
			    "Documentation/admin-guide/mm/soft-dirty.rst: bit 55");
}

static void expect_uffd(const struct vma_state *vma, const struct page_state *page,
			struct expectation *e)
{
	if (vma->flags & VMA_UFFD_WP)
		expect_bits(e, PAGEMAP_UFFD_WP,
			    page->uffd_wp || page->kind == PAGE_WP_MARKER ? ~0ull : 0,
			    "Documentation/admin-guide/mm/pagemap.rst: "
			    "bit 57 pte is uffd-wp write-protected");
}

static void expect_occupied(const struct features *kernel, const struct page_state *page,
			    uint64_t all, struct expectation *e)
{
	const char *rule = "Documentation/admin-guide/mm/pagemap.rst: bit 58 pte is a guard "
			   "region, bit 62 page swapped; fs/proc/task_mmu.c:pte_to_pagemap_entry()";
	uint64_t value = page_occupied(page) ? PAGEMAP_SWAP : 0;

	if (page->kind == PAGE_GUARD && kernel->version < KERNEL(6, 15, 0))
		all &= ~PAGEMAP_GUARD;	/* what a marker is for was not said */
	else if (page->kind == PAGE_GUARD)
		value |= PAGEMAP_GUARD;
	expect_bits(e, all, value, rule);
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const uint64_t all = PAGEMAP_PRESENT | PAGEMAP_SWAP | PAGEMAP_FILE | PAGEMAP_EXCLUSIVE |
			     PAGEMAP_GUARD;
	const struct page_state *page = &run->page;

	(void)addr;
	if (stated->vma.flags & VMA_PFNMAP) {
		expect_bits(&e[FLAGS], all, 0,
			    "mm/pagewalk.c:walk_page_test(): PFN maps are holes");
		return;
	}
	expect_uffd(&stated->vma, page, &e[FLAGS]);
	expect_soft_dirty(&stated->vma, page, &e[FLAGS]);
	if (!page_present(page)) {
		expect_occupied(kernel, page, all, &e[FLAGS]);
		return;
	}
	expect_bits(&e[FLAGS], PAGEMAP_PRESENT | PAGEMAP_SWAP | PAGEMAP_GUARD, PAGEMAP_PRESENT,
		    "Documentation/admin-guide/mm/pagemap.rst: bit 63 page present");
	expect_mapcount(kernel, page, &e[FLAGS]);
	expect_file(kernel, page, &e[FLAGS]);
	expect_value(&e[FRAME], true,
		     "Documentation/admin-guide/mm/pagemap.rst: bits 0-54 page frame number");
	e[FRAME].absent_ok = true;	/* hidden, or the entry cannot be read */
}

static void weaken(const struct foreign_vma *vma, struct expectation *e)
{
	/* whether userfaultfd protects what has no entry is not seen */
	if (!vma->flags_known || !vma->raw)
		e[FLAGS].mask &= ~PAGEMAP_UFFD_WP;
	/* mm/pagewalk.c:walk_page_test(): PFN maps are passed over */
	if (!vma->flags_known && foreign_vma_pfnmap(vma))
		e[FLAGS].mask = 0;
}

static void expect_swapped(struct expectation *e)
{
	expect_bits(&e[FLAGS], PAGEMAP_PRESENT | PAGEMAP_SWAP, PAGEMAP_SWAP,
		    "Documentation/admin-guide/mm/pagemap.rst: page swapped");
}

OBSERVER(pagemap) = {
	.name = "pagemap",
	.scope = OBSERVE_PAGE,
	.order = 50,
	.remote = true,
	.part = PART_PAGEMAP,
	.quick = true,
	.weaken = weaken,
	.expect_swapped = expect_swapped,
	.zaps_pud = true,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.walkers = walkers,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
