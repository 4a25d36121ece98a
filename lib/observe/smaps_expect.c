// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/smaps_expect.h"

#include "lib/base/array.h"
#include "lib/observe/smaps_text.h"
#include "lib/observe/statement.h"

#define ACCOUNT "fs/proc/task_mmu.c:smaps_account()"
#define ACCUMULATE "fs/proc/task_mmu.c:smaps_page_accumulate()"
#define PTE_ENTRY "fs/proc/task_mmu.c:smaps_pte_entry()"
#define PMD_ENTRY "fs/proc/task_mmu.c:smaps_pmd_entry()"
#define PROC_RST "Documentation/filesystems/proc.rst"

#define PSS_SHIFT 12
#define KB_PER_PAGE (PTE_SIZE / 1024)

/**
 * struct sums - what smaps_account() must come to, in small pages (Pss: bytes << PSS_SHIFT)
 * @split_unsure: of pages mapped once (0) or several times (1), some may be clean or dirty
 * @pss_unsure: it is not known how many map some of them
 */
struct sums {
	uint64_t resident;
	uint64_t anonymous;
	uint64_t maybe_lazyfree;
	uint64_t clean[2];
	uint64_t dirty[2];
	bool split_unsure[2];
	bool pss_unsure;
	uint64_t pss;
	uint64_t pss_dirty;
};

/*
 * A page is dirty by its entry or by its folio, whose flag may have been set by any process; it is clean
 * only where that is stated.
 */
static void add_run(struct sums *sums, const struct features *kernel, const struct vma_state *vma,
		    const struct run *run)
{
	const struct page_state *page = &run->page;
	unsigned int mapcount = page_mapcount(page);
	unsigned int shared = mapcount > 1;
	uint64_t pages = run_pages(run);
	uint64_t pss = pages * ((PTE_SIZE << PSS_SHIFT) / mapcount);

	if (!page_normal(kernel, page) || (vma->flags & VMA_PFNMAP && !kernel->pfn_map_walked))
		return;
	sums->resident += pages;
	sums->pss += pss;
	if (page_anonymous(page)) {
		sums->anonymous += pages;
		/* what KSM merged is swap-backed */
		sums->maybe_lazyfree += page_dirty(vma, page) || page->kind == PAGE_KSM ? 0 : pages;
	}
	if (mapcount == MAPCOUNT_UNKNOWN) {
		sums->pss_unsure = sums->split_unsure[0] = sums->split_unsure[1] = true;
	} else if (page_dirty(vma, page)) {
		sums->dirty[shared] += pages;
		sums->pss_dirty += pss;
	} else if (page->clean) {
		sums->clean[shared] += pages;
	} else {
		sums->split_unsure[shared] = true;
	}
}

static void expect_pages(struct expectation *e, uint64_t pages, const char *rule)
{
	expect_value(e, pages * KB_PER_PAGE, rule);
}

static void expect_split(const struct sums *sums, struct expectation *e)
{
	if (!sums->split_unsure[0]) {
		expect_pages(&e[SMAPS_PRIVATE_CLEAN], sums->clean[0], ACCUMULATE);
		expect_pages(&e[SMAPS_PRIVATE_DIRTY], sums->dirty[0], ACCUMULATE);
	}
	if (!sums->split_unsure[1]) {
		expect_pages(&e[SMAPS_SHARED_CLEAN], sums->clean[1], ACCUMULATE);
		expect_pages(&e[SMAPS_SHARED_DIRTY], sums->dirty[1], ACCUMULATE);
	}
	if (!sums->split_unsure[0] && !sums->split_unsure[1])
		expect_value(&e[SMAPS_PSS_DIRTY], sums->pss_dirty >> PSS_SHIFT >> 10, ACCUMULATE);
}

static void expect_resident(const struct features *kernel, const struct stated *stated,
			    struct expectation *e)
{
	struct sums sums = { 0 };

	for (unsigned int i = 0; i < stated->nr_runs; i++)
		add_run(&sums, kernel, &stated->vma, &stated->runs[i]);
	expect_pages(&e[SMAPS_RSS], sums.resident, PROC_RST ": Rss, " ACCOUNT);
	if (!sums.pss_unsure)
		expect_value(&e[SMAPS_PSS], sums.pss >> PSS_SHIFT >> 10,
			     PROC_RST ": Pss, " ACCOUNT);
	expect_split(&sums, e);
	if (!(stated->vma.flags & VMA_LOCKED))
		expect_value(&e[SMAPS_LOCKED], 0, PROC_RST ": Locked, " ACCUMULATE);
	else if (!sums.pss_unsure)
		expect_value(&e[SMAPS_LOCKED], sums.pss >> PSS_SHIFT >> 10,
			     PROC_RST ": Locked, " ACCUMULATE);
	if (!sums.resident)
		expect_value(&e[SMAPS_REFERENCED], 0, ACCOUNT);
	expect_pages(&e[SMAPS_ANONYMOUS], sums.anonymous, PROC_RST ": Anonymous, " ACCOUNT);
	if (!sums.maybe_lazyfree)
		expect_value(&e[SMAPS_LAZYFREE], 0, PROC_RST ": LazyFree, " ACCOUNT);
}

/* "not FilePmdMapped": smaps_pmd_entry() passes over ZONE_DEVICE */
static void expect_huge(const struct stated *stated, struct expectation *e)
{
	expect_pages(&e[SMAPS_ANON_HUGE_PAGES], stated_pages(stated, PAGE_ANON, LEVEL_PMD),
		     PROC_RST ": AnonHugePages, " PMD_ENTRY);
	expect_pages(&e[SMAPS_SHMEM_PMD_MAPPED], stated_pages(stated, PAGE_SHMEM, LEVEL_PMD),
		     PROC_RST ": ShmemPmdMapped, " PMD_ENTRY);
	if (!stated_pages(stated, PAGE_KERNEL, LEVEL_PMD))
		expect_pages(&e[SMAPS_FILE_PMD_MAPPED], stated_pages(stated, PAGE_FILE, LEVEL_PMD),
			     PROC_RST ": FilePmdMapped, " PMD_ENTRY);
}

/* A hugetlb vma has only these two: fs/proc/task_mmu.c:smaps_hugetlb_range() */
static void expect_hugetlb(const struct stated *stated, struct expectation *e)
{
	bool hugetlb = stated->vma.flags & VMA_HUGETLB;
	uint64_t pages[2] = { 0, 0 };

	for (unsigned int i = 0; hugetlb && i < stated->nr_runs; i++) {
		const struct run *run = &stated->runs[i];

		if (page_mapcount(&run->page) == MAPCOUNT_UNKNOWN)
			return;
		if (page_present(&run->page))
			pages[page_mapcount(&run->page) > 1] += run_pages(run);
	}
	expect_pages(&e[SMAPS_PRIVATE_HUGETLB], pages[0], PROC_RST ": Private_Hugetlb");
	expect_pages(&e[SMAPS_SHARED_HUGETLB], pages[1], PROC_RST ": Shared_Hugetlb");
}

static void expect_swap(const struct stated *stated, struct expectation *e)
{
	uint64_t pss = 0;

	/* the swapped pages of a shared object are counted wherever it is mapped */
	if (stated_pages(stated, PAGE_SHMEM, LEVEL_NONE))
		return;
	for (unsigned int i = 0; i < stated->nr_runs; i++) {
		const struct run *run = &stated->runs[i];

		if (run->page.kind == PAGE_SWAP)
			pss += run_pages(run) * (PTE_SIZE / page_mapcount(&run->page));
	}
	expect_pages(&e[SMAPS_SWAP], stated_entries(stated, PAGE_SWAP),
		     PROC_RST ": Swap, " PTE_ENTRY);
	expect_value(&e[SMAPS_SWAP_PSS], pss >> 10, PROC_RST ": SwapPss, " PTE_ENTRY);
}

static void expect_vm_flags(const struct vma_state *vma, struct expectation *e)
{
	static const struct {
		unsigned int stated;
		unsigned int bit;
	} flags[] = {
		{ VMA_READ, VM_FLAG_RD }, { VMA_WRITE, VM_FLAG_WR }, { VMA_EXEC, VM_FLAG_EX },
		{ VMA_SHARED, VM_FLAG_SH }, { VMA_PFNMAP, VM_FLAG_PF },
		{ VMA_MIXEDMAP, VM_FLAG_MM }, { VMA_IO, VM_FLAG_IO }, { VMA_DONTCOPY, VM_FLAG_DC },
		{ VMA_DONTEXPAND, VM_FLAG_DE }, { VMA_HUGETLB, VM_FLAG_HT },
		{ VMA_LOCKED, VM_FLAG_LO }, { VMA_MERGEABLE, VM_FLAG_MG },
		{ VMA_UFFD_WP, VM_FLAG_UW },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++)
		expect_bits(e, 1ull << flags[i].bit, vma->flags & flags[i].stated ? ~0ull : 0,
			    PROC_RST ": VmFlags, fs/proc/task_mmu.c:show_smap_vma_flags()");
}

void smaps_expect(const struct features *kernel, const struct stated *stated,
		  const struct run *run, uint64_t addr, struct expectation *e)
{
	const struct vma_state *vma = &stated->vma;

	(void)run;
	(void)addr;
	expect_value(&e[SMAPS_SIZE], (vma->end - vma->start) / 1024,
		     "fs/proc/task_mmu.c:show_smap()");
	expect_vm_flags(vma, &e[SMAPS_VM_FLAGS]);
	expect_hugetlb(stated, e);
	if (vma->flags & VMA_HUGETLB) {
		expect_value(&e[SMAPS_RSS], 0, "fs/proc/task_mmu.c:smaps_hugetlb_range()");
		return;
	}
	expect_resident(kernel, stated, e);
	expect_huge(stated, e);
	expect_swap(stated, e);
	expect_pages(&e[SMAPS_KSM], stated_entries(stated, PAGE_KSM), PROC_RST ": KSM, " ACCOUNT);
	e[SMAPS_KSM].absent_ok = true;	/* since 6.6 */
	e[SMAPS_PSS_DIRTY].absent_ok = true;	/* since 5.19 */
}
