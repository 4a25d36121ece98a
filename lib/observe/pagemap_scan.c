// SPDX-License-Identifier: GPL-2.0-or-later
/* ioctl PAGEMAP_SCAN on /proc/PID/pagemap (Documentation/admin-guide/mm/pagemap.rst), since 6.7. */
#include "lib/observe/categories.h"
#include "lib/observe/procfile.h"
#include "lib/observe/statement.h"

enum { CATEGORIES, NR_FIELDS };

static const struct field fields[] = {
	[CATEGORIES] = { .name = "categories", .type = FIELD_BITS, .bits = category_names },
};

static struct error *available(struct kernel *kernel)
{
	static const struct procfile file = PROCFILE_INIT("pagemap");
	struct error *err = procfile_available(&file, "CONFIG_PROC_PAGE_MONITOR");

	if (!err && !kernel_features(kernel)->pagemap_scan)
		err = error_create(ERROR_UNTESTABLE, "kernel without ioctl PAGEMAP_SCAN (6.7)");
	return err;
}

static int ask(const struct question *q, struct answer *answers)
{
	static struct procfile file = PROCFILE_INIT("pagemap");
	struct region region = { 0 };
	uint64_t end = q->addr + PTE_SIZE;
	int fd, ret;

	fd = procfile_fd(&file, q->pid);
	if (fd < 0)
		return fd;
	ret = categories_scan(fd, q->addr, &end, &region, 1);
	if (ret < 0)
		return ret;
	answers[CATEGORIES] = (struct answer){ true, ret ? region.categories : 0 };
	return 0;
}

static const char *const walkers[] = {
	"pagemap_scan_", "pagemap_page_category", "pagemap_thp_category", NULL
};

static bool consults(const struct features *kernel, const struct vma_state *vma,
		     const struct page_state *page)
{
	return kernel->pagemap_scan && !(vma->flags & (VMA_PFNMAP | VMA_HUGETLB)) &&
	       (page->level == LEVEL_PTE || page->level == LEVEL_PMD);
}

/*
 * Until 7.2 WRITTEN meant only that an entry is not write-protected by userfaultfd, which the
 * documentation did not say of other vmas, nor of what is not mapped. No vma that is stated is
 * registered for anything but write protection, which ACCESSED is about.
 */
static void expect_written(const struct features *kernel, const struct vma_state *vma,
			   const struct page_state *page, struct expectation *e)
{
	const char *rule = "Documentation/admin-guide/mm/pagemap.rst: PAGE_IS_WRITTEN, "
			   "only reported inside UFFDIO_REGISTER_MODE_WP vmas";
	bool registered = vma->flags & VMA_UFFD_WP;
	bool protected = page->uffd_wp || page->kind == PAGE_WP_MARKER;

	if (kernel->version >= KERNEL(7, 3, 0))
		expect_bits(e, CATEGORY_ACCESSED, 0, rule);
	if (vma->flags & VMA_PFNMAP)
		expect_bits(e, CATEGORY_WRITTEN, 0, "fs/proc/task_mmu.c:pagemap_scan_test_walk()");
	else if (kernel->version >= KERNEL(7, 3, 0) || (registered && page_present(page)))
		expect_bits(e, CATEGORY_WRITTEN, registered && !protected ? ~0ull : 0, rule);
	if (vma->flags & VMA_SOFT_CLEARED)
		expect_bits(e, CATEGORY_SOFT_DIRTY, page->soft_dirty ? ~0ull : 0,
			    "Documentation/admin-guide/mm/soft-dirty.rst");
	expect_bits(e, CATEGORY_WPALLOWED, vma->flags & VMA_UFFD_ASYNC ? ~0ull : 0,
		    "fs/proc/task_mmu.c:pagemap_scan_test_walk()");
}

static void expect_occupied(const struct features *kernel, const struct page_state *page,
			    uint64_t all, struct expectation *e)
{
	uint64_t value = page_occupied(page) ? CATEGORY_SWAPPED : 0;

	if (page->kind == PAGE_GUARD && kernel->version < KERNEL(6, 15, 0))
		all &= ~CATEGORY_GUARD;	/* what a marker is for was not said */
	else if (page->kind == PAGE_GUARD)
		value |= CATEGORY_GUARD;
	expect_bits(e, all, value, "fs/proc/task_mmu.c:pagemap_scan_pte_hole(), "
		    "pagemap_page_category()");
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const uint64_t all = CATEGORY_FILE | CATEGORY_PRESENT | CATEGORY_SWAPPED | CATEGORY_PFNZERO |
			     CATEGORY_HUGE | CATEGORY_GUARD;
	const struct page_state *page = &run->page;
	struct expectation *c = &e[CATEGORIES];
	uint64_t value = CATEGORY_PRESENT, unsure = 0;

	(void)addr;
	expect_written(kernel, &stated->vma, page, c);
	if (stated->vma.flags & VMA_PFNMAP) {
		expect_bits(c, all, 0, "fs/proc/task_mmu.c:pagemap_scan_test_walk(): "
			    "PFN maps are passed over");
		return;
	}
	if (!page_present(page)) {
		/* hugetlb: HUGE also of an empty entry, unless its table is missing */
		if (stated->vma.flags & VMA_HUGETLB)
			unsure = CATEGORY_HUGE;
		expect_occupied(kernel, page, all & ~unsure, c);
		return;
	}
	if (page_normal(kernel, page) && !page_anonymous(page))
		value |= CATEGORY_FILE;
	if (page->kind == PAGE_ZERO || page->kind == PAGE_HUGE_ZERO)
		value |= CATEGORY_PFNZERO;
	if (page->level == LEVEL_PMD || stated->vma.flags & VMA_HUGETLB)
		value |= CATEGORY_HUGE;
	if (page->level == LEVEL_PUD)
		unsure = CATEGORY_HUGE;	/* documented for PMDs and hugetlb only */
	expect_bits(c, all & ~unsure, value,
		    "Documentation/admin-guide/mm/pagemap.rst: "
		    "PAGE_IS_FILE, PRESENT, PFNZERO, HUGE");
}

/* what is registered with userfaultfd, and when the CPU last came by, is not known */
static void weaken(const struct foreign_vma *vma, struct expectation *e)
{
	/* mm/pagewalk.c:walk_page_test(): PFN maps are passed over */
	if (!vma->flags_known && foreign_vma_pfnmap(vma))
		e[CATEGORIES].mask = 0;
	e[CATEGORIES].mask &= ~(CATEGORY_WPALLOWED | CATEGORY_WRITTEN | CATEGORY_ACCESSED);
}

static void expect_swapped(struct expectation *e)
{
	expect_bits(&e[CATEGORIES], CATEGORY_PRESENT | CATEGORY_SWAPPED, CATEGORY_SWAPPED,
		    "Documentation/admin-guide/mm/pagemap.rst: page swapped");
}

OBSERVER(pagemap_scan) = {
	.name = "PAGEMAP_SCAN",
	.scope = OBSERVE_PAGE,
	.order = 40,
	.remote = true,
	.part = PART_SCAN,
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
