// SPDX-License-Identifier: GPL-2.0-or-later
/* ioctl PAGEMAP_SCAN on /proc/PID/pagemap (Documentation/admin-guide/mm/pagemap.rst), since 6.7. */
#include <errno.h>
#include <sys/ioctl.h>

#include "lib/observe/procfile.h"
#include "lib/observe/statement.h"

enum { CATEGORIES, NR_FIELDS };

enum {
	WPALLOWED, WRITTEN, FILE_BACKED, PRESENT, SWAPPED, PFNZERO, HUGE, SOFT_DIRTY, GUARD,
	ACCESSED,
};

#define BIT(nr) (1ull << (nr))

static const struct bit_name bits[] = {
	{ WPALLOWED, "WPALLOWED" }, { WRITTEN, "WRITTEN" }, { FILE_BACKED, "FILE" },
	{ PRESENT, "PRESENT" }, { SWAPPED, "SWAPPED" }, { PFNZERO, "PFNZERO" },
	{ HUGE, "HUGE" }, { SOFT_DIRTY, "SOFT_DIRTY" }, { GUARD, "GUARD" },
	{ ACCESSED, "ACCESSED" }, { 0, NULL },
};

static const struct field fields[] = {
	[CATEGORIES] = { .name = "categories", .type = FIELD_BITS, .bits = bits },
};

/* include/uapi/linux/fs.h; ours, because the build machine's headers may be older */
struct region {
	uint64_t start;
	uint64_t end;
	uint64_t categories;
};

struct scan {
	uint64_t size;
	uint64_t flags;
	uint64_t start;
	uint64_t end;
	uint64_t walk_end;
	uint64_t vec;
	uint64_t vec_len;
	uint64_t max_pages;
	uint64_t category_inverted;
	uint64_t category_mask;
	uint64_t category_anyof_mask;
	uint64_t return_mask;
};

#define SCAN_IOCTL _IOWR('f', 16, struct scan)

static struct error *available(struct kernel *kernel)
{
	static const struct procfile file = PROCFILE_INIT("pagemap");
	struct error *err = procfile_available(&file, "CONFIG_PROC_PAGE_MONITOR");

	if (!err && !kernel_features(kernel)->pagemap_scan)
		err = error_create(ERROR_UNTESTABLE, "kernel without ioctl PAGEMAP_SCAN (6.7)");
	return err;
}

/* Categories a kernel does not know are refused: GUARD came in 6.15, ACCESSED in 7.3. */
static int scan(int fd, uint64_t addr, struct region *region)
{
	static uint64_t known = BIT(ACCESSED + 1) - 1;

	for (;;) {
		struct scan request = {
			.size = sizeof(request),
			.start = addr,
			.end = addr + PTE_SIZE,
			.vec = (uintptr_t)region,
			.vec_len = 1,
			.category_anyof_mask = known,
			.return_mask = known,
		};
		int ret = ioctl(fd, SCAN_IOCTL, &request);

		if (ret >= 0)
			return ret;
		if (errno != EINVAL || known < BIT(SOFT_DIRTY))
			return -errno;
		known >>= 1;
	}
}

static int ask(const struct question *q, struct answer *answers)
{
	static struct procfile file = PROCFILE_INIT("pagemap");
	struct region region = { 0 };
	int fd, ret;

	fd = procfile_fd(&file, q->pid);
	if (fd < 0)
		return fd;
	ret = scan(fd, q->addr, &region);
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

static void expect_written(const struct features *kernel, struct expectation *e)
{
	/*
	 * Until 7.2 WRITTEN meant only that an entry is not write-protected by userfaultfd, which
	 * the documentation did not say of other vmas. No vma that is stated has userfaultfd.
	 */
	if (kernel->version >= KERNEL(7, 3, 0))
		expect_bits(e, BIT(WRITTEN) | BIT(ACCESSED), 0,
			    "Documentation/admin-guide/mm/pagemap.rst: PAGE_IS_WRITTEN, "
			    "only reported inside UFFDIO_REGISTER_MODE_WP vmas");
	expect_bits(e, BIT(WPALLOWED), 0, "fs/proc/task_mmu.c:pagemap_scan_test_walk()");
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const uint64_t all = BIT(FILE_BACKED) | BIT(PRESENT) | BIT(SWAPPED) | BIT(PFNZERO) |
			     BIT(HUGE) | BIT(GUARD);
	const struct page_state *page = &run->page;
	struct expectation *c = &e[CATEGORIES];
	uint64_t value = BIT(PRESENT), unsure = 0;

	(void)addr;
	expect_written(kernel, c);
	if (stated->vma.flags & VMA_PFNMAP) {
		expect_bits(c, all, 0, "fs/proc/task_mmu.c:pagemap_scan_test_walk(): "
			    "PFN maps are passed over");
		return;
	}
	if (!page_present(page)) {
		/* hugetlb: HUGE also of an empty entry, unless its table is missing */
		if (stated->vma.flags & VMA_HUGETLB)
			unsure = BIT(HUGE);
		expect_bits(c, all & ~unsure, 0, "fs/proc/task_mmu.c:pagemap_scan_pte_hole()");
		return;
	}
	if (page_normal(kernel, page) && page->kind != PAGE_ANON)
		value |= BIT(FILE_BACKED);
	if (page->kind == PAGE_ZERO || page->kind == PAGE_HUGE_ZERO)
		value |= BIT(PFNZERO);
	if (page->level == LEVEL_PMD || stated->vma.flags & VMA_HUGETLB)
		value |= BIT(HUGE);
	if (page->level == LEVEL_PUD)
		unsure = BIT(HUGE);	/* documented for PMDs and hugetlb only */
	expect_bits(c, all & ~unsure, value,
		    "Documentation/admin-guide/mm/pagemap.rst: "
		    "PAGE_IS_FILE, PRESENT, PFNZERO, HUGE");
}

OBSERVER(pagemap_scan) = {
	.name = "PAGEMAP_SCAN",
	.scope = OBSERVE_PAGE,
	.order = 40,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.walkers = walkers,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
