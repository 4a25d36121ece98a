// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/kpageflags: a word of flags per pfn (Documentation/admin-guide/mm/pagemap.rst). */
#include "lib/observe/pfn.h"
#include "lib/observe/statement.h"

enum { FLAGS, NR_FIELDS };

/* include/uapi/linux/kernel-page-flags.h, include/linux/kernel-page-flags.h */
enum {
	MMAP = 11, ANON = 12, SWAPBACKED = 14, COMPOUND_HEAD = 15, COMPOUND_TAIL = 16, HUGE = 17,
	NOPAGE = 20, KSM = 21, THP = 22, ZERO_PAGE = 24,
	RESERVED = 32,
};

#define BIT(nr) (1ull << (nr))

static const struct bit_name bits[] = {
	{ 0, "LOCKED" }, { 1, "ERROR" }, { 2, "REFERENCED" }, { 3, "UPTODATE" }, { 4, "DIRTY" },
	{ 5, "LRU" }, { 6, "ACTIVE" }, { 7, "SLAB" }, { 8, "WRITEBACK" }, { 9, "RECLAIM" },
	{ 10, "BUDDY" }, { MMAP, "MMAP" }, { ANON, "ANON" }, { 13, "SWAPCACHE" },
	{ SWAPBACKED, "SWAPBACKED" }, { COMPOUND_HEAD, "COMPOUND_HEAD" },
	{ COMPOUND_TAIL, "COMPOUND_TAIL" }, { HUGE, "HUGE" }, { 18, "UNEVICTABLE" },
	{ 19, "HWPOISON" }, { NOPAGE, "NOPAGE" }, { KSM, "KSM" }, { THP, "THP" },
	{ 23, "OFFLINE" }, { ZERO_PAGE, "ZERO_PAGE" }, { 25, "IDLE" }, { 26, "PGTABLE" },
	{ RESERVED, "RESERVED" }, { 33, "MLOCKED" }, { 34, "OWNER_2" }, { 35, "PRIVATE" },
	{ 36, "PRIVATE_2" }, { 37, "OWNER_PRIVATE" }, { 38, "ARCH" }, { 39, "UNCACHED" },
	{ 40, "SOFTDIRTY" }, { 41, "ARCH_2" }, { 42, "ARCH_3" }, { 0, NULL },
};

static const struct field fields[] = {
	[FLAGS] = { .name = "flags", .type = FIELD_BITS, .bits = bits },
};

static struct kpage_file file = { .path = "/proc/kpageflags", .fd = -1 };

static struct error *available(struct kernel *kernel)
{
	return kpage_available(&file, kernel);
}

static int ask(const struct question *q, struct answer *answers)
{
	return kpage_read(&file, q, &answers[FLAGS].value, &answers[FLAGS].given);
}

static void expect_zero(const struct page_state *page, uint64_t addr, struct expectation *e)
{
	const char *rule = "Documentation/admin-guide/mm/pagemap.rst: 24 ZERO_PAGE, "
			   "fs/proc/page.c:stable_page_flags()";

	expect_bits(e, BIT(ZERO_PAGE) | BIT(ANON) | BIT(MMAP) | BIT(KSM) | BIT(HUGE) | BIT(NOPAGE),
		    BIT(ZERO_PAGE), rule);
	expect_bits(e, BIT(THP), page->kind == PAGE_HUGE_ZERO ? ~0ull : 0, rule);
	/* the folio is as large and as aligned as the entry that maps it */
	if (page->kind == PAGE_HUGE_ZERO && page->level == LEVEL_PMD)
		expect_bits(e, BIT(COMPOUND_HEAD) | BIT(COMPOUND_TAIL),
			    addr % PMD_SIZE ? BIT(COMPOUND_TAIL) : BIT(COMPOUND_HEAD), rule);
}

/* stable_page_flags() took the flags of each page before 6.10, and has taken its folio's since */
static bool own_flags(const struct features *kernel, const struct page_state *page, uint64_t addr)
{
	return kernel->version < KERNEL(6, 10, 0) &&
	       (page->large || (page->level == LEVEL_PMD && addr % PMD_SIZE));
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const char *rule = "fs/proc/page.c:stable_page_flags()";
	const struct page_state *page = &run->page;

	if (!page_present(page))
		return;
	switch (page->kind) {
	case PAGE_ZERO:
	case PAGE_HUGE_ZERO:
		expect_zero(page, addr, &e[FLAGS]);
		break;
	case PAGE_FSDAX:
	case PAGE_DEVDAX:
		/* nothing is said of ZONE_DEVICE ("TODO" in kpage_read()), but no lies either */
		expect_bits(&e[FLAGS], BIT(ZERO_PAGE) | BIT(ANON), 0,
			    "fs/proc/page.c:kpage_read()");
		e[FLAGS].absent_ok = true;
		break;
	case PAGE_ANON:
	case PAGE_KSM:
		expect_bits(&e[FLAGS], BIT(ANON) | BIT(MMAP) | BIT(ZERO_PAGE),
			    BIT(ANON) | BIT(MMAP), rule);
		if (page->kind == PAGE_KSM || !(stated->vma.flags & VMA_MERGEABLE))
			expect_bits(&e[FLAGS], BIT(KSM), page->kind == PAGE_KSM ? ~0ull : 0, rule);
		break;
	case PAGE_SECRETMEM:
	case PAGE_SHMEM:
	case PAGE_FILE:
		expect_bits(&e[FLAGS], BIT(MMAP) | BIT(ANON) | BIT(ZERO_PAGE), BIT(MMAP), rule);
		if (!own_flags(kernel, page, addr))
			expect_bits(&e[FLAGS], BIT(SWAPBACKED),
				    page->kind == PAGE_SHMEM ? ~0ull : 0, rule);
		break;
	case PAGE_GRANT:
		/* in a PV guest pagemap's pfn leads to another page */
		if (page->backing == BACKING_RESERVED && !stated->vma.find_normal_page)
			expect_bits(&e[FLAGS], BIT(RESERVED) | BIT(ANON), BIT(RESERVED), rule);
		break;
	default:
		break;
	}
	if (page_normal(kernel, page) && !page_zone_device(page) &&
	    (page->large || page->level == LEVEL_PMD))
		expect_bits(&e[FLAGS], stated->vma.flags & VMA_HUGETLB ? BIT(HUGE) : BIT(THP),
			    ~0ull, rule);
}

static void weaken(const struct foreign_vma *vma, struct expectation *e)
{
	/* whether it may be merged is not known */
	if (!vma->flags_known)
		e[FLAGS].mask &= ~BIT(KSM);
	/* not documented of hugetlb */
	if (vma->state->flags & VMA_HUGETLB)
		e[FLAGS].mask &= ~BIT(SWAPBACKED);
}

OBSERVER(kpageflags) = {
	.name = "kpageflags",
	.scope = OBSERVE_PAGE,
	.order = 10,
	.remote = true,
	.part = PART_KPAGEFLAGS,
	.quick = true,
	.weaken = weaken,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.available = available,
	.ask = ask,
	.expect = expect,
};
