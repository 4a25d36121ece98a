// SPDX-License-Identifier: GPL-2.0-or-later
/* What kernels do wrong with leaf entries in a PUD, of device-dax and of raw pfns. */
#include "lib/issues/known_issue.h"

/* daxtest/devdax.c, every test of a PUD: what such a walk finds afterwards is an empty entry */
#define ZAPS_DAX(observer_, ...)							\
	{ .witness = ISSUE_SIDE_EFFECT, .observer = observer_, .page = PAGE_DEVDAX,	\
	  .level = LEVEL_PUD, .wrong = ISSUE_VALUE, .value = 0, __VA_ARGS__ },		\
	{ .witness = ISSUE_ANSWER, .observer = observer_,				\
	  .field = "@(flags|categories|resident|Rss|Pss|Pss_Dirty|Private_*|Shared_*)",	\
	  .page = PAGE_DEVDAX, .level = LEVEL_PUD, .bits = "!*", __VA_ARGS__ }

KNOWN_ISSUE(walk_zaps_dax) = {
	.id = "walk-zaps-dax-pud",
	.what = "reading pagemap, PAGEMAP_SCAN, smaps, smaps_rollup or numa_maps unmaps 1 GiB of device-dax and says "
		"that nothing was mapped, and so did mincore() before 7.3; move_pages() and get_user_pages() do not",
	.cause = "walk_pud_range() (mm/pagewalk.c) calls split_huge_pud() for every walk that has a pmd_entry(), unless "
		 "its pud_entry() says otherwise, and __split_huge_pud_locked() clears what it cannot split; mincore() "
		 "has a pud_entry() since 7.3",
	.seen = "6.1 to 7.3.4",
	AFFECTED(ALL_KERNELS),
	BROKEN_BY({ "a00cc7d9dd93", "mm, x86: add support for PUD-sized transparent hugepages" }),
	SIGNS(ZAPS_DAX("@(PAGEMAP_SCAN|pagemap|smaps|smaps_rollup|VmRSS|numa_maps)", .only = { 0 }),
	      ZAPS_DAX("mincore", .only = { .fixed = KERNEL(7, 3, 0) })),
};

KNOWN_ISSUE(walk_zaps_pfn) = {
	.id = "walk-zaps-pfn-pud",
	.what = "reading smaps, smaps_rollup or numa_maps unmaps 1 GiB of a BAR that vfio-pci mapped by a PUD; the next "
		"access maps it again",
	.cause = "walk_page_vma() (mm/pagewalk.c) does not pass over VM_PFNMAP as walk_page_range() does, and "
		 "walk_pud_range() calls split_huge_pud(), which clears what it cannot split",
	.seen = "6.12.107, 6.18.15, 7.2.12, 7.3.4",
	AFFECTED({ KERNEL(6, 12, 0), 0, NULL }),
	BROKEN_BY({ "f9e54c3a2f5b", "vfio/pci: implement huge_fault support" }),
	SIGNS({ .witness = ISSUE_SIDE_EFFECT, .observer = "@(smaps|smaps_rollup|VmRSS|numa_maps)",
		.page = PAGE_PFN, .level = LEVEL_PUD, .wrong = ISSUE_VALUE, .value = 0 }),
};

/* mmtest/vfio_split.c. Nothing but the log tells: the process is killed inside the kernel */
KNOWN_ISSUE(split_in) = {
	.id = "split-in-pud",
	.what = "splitting a vma within 2 MiB of a PUD of raw pfns crashes the kernel",
	.cause = "vma_adjust_trans_huge() has split_huge_pmd_address() look for a PMD, and mm_find_pmd() (mm/rmap.c) only "
		 "tests whether the PUD is present, not whether it is a leaf: the device's memory is read as a page "
		 "table",
	.seen = "6.12.107, 6.18.15, 7.2.12, 7.3.4",
	AFFECTED({ KERNEL(6, 12, 0), 0, NULL }),
	BROKEN_BY({ "f9e54c3a2f5b", "vfio/pci: implement huge_fault support" }),
	SIGNS({ .witness = ISSUE_LOG, .test = "vfio.*.pud-page", .log = "__split_huge_pmd" }),
};

KNOWN_ISSUE(dontneed_unlocked) = {
	.id = "dontneed-pud-unlocked",
	.what = "MADV_DONTNEED of part of a PUD of device-dax raises a warning (rwsem.h, unmap_page_range())",
	.cause = "zap_pud_range() asserts the mmap lock, which madvise() no longer takes for it; 7.2 asserts nothing, since "
		 "when is not known",
	.seen = "6.17.8, 6.17.13, 6.18.15; not 6.16.3, 7.2.6",
	AFFECTED({ KERNEL(6, 17, 0), KERNEL(7, 2, 0), NULL }),
	BROKEN_BY({ "a6fde7add78d", "mm: use per_vma lock for MADV_DONTNEED" }),
	SIGNS({ .witness = ISSUE_LOG, .test = "devdax.1g.vma.dontneed-part", .log = "unmap_page_range" }),
};

KNOWN_ISSUE(mprotect_clears) = {
	.id = "mprotect-clears-pud",
	.what = "mprotect() of device-dax mapped by PUDs unmaps it, with \"bad pud\" in the log",
	.cause = "change_pud_range() takes a leaf for a bad table (pud_none_or_clear_bad()); 6.12 knows "
		 "change_huge_pud()",
	.seen = "6.1; not 6.12",
	AFFECTED({ 0, KERNEL(6, 12, 0), NULL }),
	BROKEN_BY({ "a00cc7d9dd93", "mm, x86: add support for PUD-sized transparent hugepages" }),
	FIXED_BY({ "cb0f01beb166", "mm/mprotect: fix dax pud handlings" }),
	SIGNS({ .witness = ISSUE_LOG, .test = "devdax.1g.vma.mprotect-all", .log = "bad pud" }),
};

KNOWN_ISSUE(mremap_clears) = {
	.id = "mremap-clears-pud",
	.what = "mremap() of a device mapped by PUDs unmaps it, with \"bad pud\" in the log, and a folio of device-dax "
		"stays referenced",
	.cause = "get_old_pud() (mm/mremap.c) takes a leaf for a bad table (pud_none_or_clear_bad()), so that "
		 "move_huge_pud() is never reached",
	.seen = "7.3.4; 6.1 and 6.12 have the same source",
	AFFECTED(ALL_KERNELS),
	BROKEN_BY({ "c49dd3401802", "mm: speedup mremap on 1GB or larger regions" }),
	SIGNS({ .witness = ISSUE_LOG, .test = "@(devdax.1g.vma.mremap-move|vfio.mremap.pud)", .log = "bad pud" }),
};
