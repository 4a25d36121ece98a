// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/known_issues.h"

/*
 * daxtest/data.c clean-after-fsync. Seen through PTEs on 6.18 and 7.2, through PMDs on 7.2 and not on
 * 6.18, where zapping a PMD did not yet look at its dirty bit.
 */
#define STAYS_DIRTY_AS(level_, first_, field_, direction_)			\
	{									\
		.id = "dax-folio-stays-dirty",					\
		.observer = "smaps",						\
		.field = field_, .direction = direction_,			\
		.kind = PAGE_FSDAX, .level = level_, .first = first_,		\
		.shown_by = "*.data.clean-after-fsync*", .any_value = true,	\
		.reason = "a DAX folio once written through a mapping counts as dirty for ever: "	\
			  "zap_present_folio_ptes() and zap_huge_pmd_folio() call "	\
			  "folio_mark_dirty(), noop_dirty_folio() sets the flag, and neither fsync " \
			  "(dax_writeback_one()) nor freeing the block (dax_folio_put()) clears it; " \
			  "PTEs since 6.15, PMDs since 6.19 or later, not fixed",	\
	}

#define STAYS_DIRTY(level, first)						\
	STAYS_DIRTY_AS(level, first, "@(Private_Dirty|Pss_Dirty)", 1),		\
	STAYS_DIRTY_AS(level, first, "Private_Clean", -1)

/* xentest/pinned.c tells what happens */
#define HELD(test_, log_)							\
	{									\
		.id = "gntdev-unmaps-held-pages",				\
		.observer = "kernel log", .test = test_, .log = log_,		\
		.first = KERNEL(5, 19, 0),					\
		.reason = "granted pages that somebody holds are unmapped and given to others: "	\
			  "gntdev_invalidate() returns while gnttab_unmap_refs_async() waits for "	\
			  "the holder, and mm drops the holder's reference; since dbe97cff7dd9, not "	\
			  "fixed",						\
	}

/* xentest/gntalloc.c interleaved() */
#define INTERLEAVED(observer_, field_, test_)					\
	{									\
		.id = "gntalloc-frees-others-reference",			\
		.observer = observer_, .field = field_, .test = test_,		\
		.any_value = true,						\
		.reason = "gntalloc_mmap() counts along the file's list, gntalloc_vma_close() along "	\
			  "the list of all files: another file's reference is freed, one of its own "	\
			  "never; not fixed",					\
	}

/*
 * daxtest: every test of a DAX folio in a PMD or PUD. smaps adds up what it leaves out with what
 * else the vma holds.
 */
#define HUGE_DAX_SPECIAL_AS(kind_, level_, observer_, field_, any_, mask_, value_)	\
	{									\
		.id = "huge-dax-special",					\
		.observer = observer_, .field = field_,				\
		.kind = kind_, .level = level_,					\
		.first = KERNEL(6, 15, 0), .fixed = KERNEL(6, 17, 0),		\
		.any_value = any_, .direction = (any_) ? -1 : 0,		\
		.wrong_mask = mask_, .wrong_value = value_,			\
		.reason = "PMDs and PUDs of refcounted DAX folios carry the special bit: insert_pmd() " \
			  "and insert_pud() (mm/huge_memory.c) set it for whatever has no devmap "	\
			  "bit, so that vm_normal_page_pmd() gives NULL and smaps and PAGEMAP_SCAN " \
			  "miss the folio; mended in 6.17 (\"mm/huge_memory: don't mark refcounted " \
			  "folios special in vmf_insert_folio_pmd()\", \"..._pud()\")",	\
	}

#define HUGE_DAX_SPECIAL(kind, level)							\
	HUGE_DAX_SPECIAL_AS(kind, level, "model", "class", false,			\
			    1ull << CLASS_NORMAL | 1ull << CLASS_SPECIAL, 1ull << CLASS_SPECIAL), \
	HUGE_DAX_SPECIAL_AS(kind, level, "entry", "value", false, 1ull << 9, 1ull << 9),	\
	HUGE_DAX_SPECIAL_AS(kind, level, "PAGEMAP_SCAN", "categories", false, 1ull << 2, 0),	\
	HUGE_DAX_SPECIAL_AS(kind, level, "smaps", "@(Rss|Pss|Pss_Dirty|Private_*|Shared_*)",	\
			    true, 0, 0),						\
	HUGE_DAX_SPECIAL_AS(kind, level, "*", "vm_normal_page_@(pmd|pud) to *", false, 1, 0)

/* daxtest, on 6.1 */
#define DEVMAP_COUNTED(kind_)							\
	{									\
		.id = "smaps-counts-devmap-pmd",				\
		.observer = "smaps",						\
		.field = "@(Rss|Pss|Pss_Dirty|Private_*|Shared_*|Referenced)",	\
		.kind = kind_, .level = LEVEL_PMD, .fixed = KERNEL(6, 7, 0),	\
		.any_value = true, .direction = 1,				\
		.reason = "smaps counts DAX pages mapped by a PMD, one page of all unless they are a " \
			  "large folio, and none mapped by PTEs: smaps_pmd_entry() took what "	\
			  "follow_trans_huge_pmd() gave; mended between 6.1 and 6.12, where it asks " \
			  "vm_normal_page_pmd()",					\
	}

/*
 * daxtest/devdax.c, every test of a PUD. What such a walk finds afterwards is an empty entry.
 */
#define WALK_ZAPS_PUD_AS(observer_, field_, exact_, fixed_)			\
	{									\
		.id = "walk-zaps-dax-pud",					\
		.observer = observer_, .field = field_,				\
		.kind = PAGE_DEVDAX, .level = LEVEL_PUD, .fixed = fixed_,	\
		.exact = exact_, .wrong_mask = ~0ull, .wrong_value = 0,		\
		.reason = "looking at a PUD of device-dax unmaps it, and says that nothing is mapped: " \
			  "walk_pud_range() (mm/pagewalk.c) calls split_huge_pud() for every walk " \
			  "that has a pmd_entry() and no pud_entry(), and "		\
			  "__split_huge_pud_locked() clears it; not fixed, but mincore() has one since " \
			  "7.3",							\
	}

#define WALK_ZAPS_PUD(observer, fixed)						\
	WALK_ZAPS_PUD_AS(observer, "side effect", true, fixed),			\
	WALK_ZAPS_PUD_AS(observer, "@(flags|categories|resident|Rss|Pss|Pss_Dirty|Private_*|Shared_*)", \
			 false, fixed)

/* mmtest/thp.c: every change of a large folio's protection */
#define PMD_MODIFY_REASON							\
	"mprotect() of a large folio makes its PMD clean, and what was written after MADV_FREE is "	\
	"then lost in reclaim: pmd_modify() (arch/x86/include/asm/pgtable.h) drops the dirty bit "	\
	"before pmd_mksaveddirty() could save it, since 6.6; mended between 6.18.15 and 6.18.44"

#define PMD_MODIFY_CLEANS(observer_, field_, by_, mask_, value_)		\
	{									\
		.id = "pmd-modify-cleans",					\
		.observer = observer_, .field = field_,				\
		.kind = PAGE_ANON, .level = LEVEL_PMD,				\
		.first = KERNEL(6, 6, 0), .fixed = KERNEL(6, 18, 44),		\
		.also_fixed = KERNEL(6, 12, 117),				\
		.shown_by = by_, .wrong_mask = mask_, .wrong_value = value_,	\
		.reason = PMD_MODIFY_REASON,					\
	}

/* mmtest/thp.c protect(), mmtest/zero.c read_only() */
#define PROT_NONE_UNSEEN(observer_, field_, kind_, level_, by_, value_)		\
	{									\
		.id = "prot-none-unseen",					\
		.observer = observer_, .field = field_,				\
		.kind = kind_, .level = level_,					\
		.first = KERNEL(6, 1, 0), .fixed = KERNEL(6, 6, 0),		\
		.shown_by = by_, .wrong_mask = ~0ull, .wrong_value = value_,	\
		.reason = "smaps (by a PMD) and move_pages() do not see what PROT_NONE protects: "	\
			  "follow_trans_huge_pmd() and follow_page_pte() give nothing, as if a NUMA "	\
			  "hinting fault were due (gup_can_follow_protnone()); mended between 6.1 and "	\
			  "6.12, where only FOLL_HONOR_NUMA_FAULT asks for that",	\
	}

/*
 * mmtest/vfio_split.c. Nothing but the log tells: the process is killed inside the kernel.
 */
#define SPLIT_IN_PUD(log_)							\
	{									\
		.id = "split-in-pud",						\
		.observer = "kernel log", .test = "vfio.*.pud-page",		\
		.log = log_, .first = KERNEL(6, 12, 0),				\
		.reason = "splitting a vma within 2 MiB of a PUD of raw pfns crashes: "	\
			  "vma_adjust_trans_huge() has split_huge_pmd_address() look for a PMD, " \
			  "and mm_find_pmd() (mm/rmap.c) only tests whether the PUD is present, not " \
			  "whether it is a leaf: the device's memory is read as a page table; " \
			  "not fixed",							\
	}

/* clang-format off */
const struct known_issue known_issues[] = {
	{
		.id = "pagemap-huge-zero-file",
		.observer = "pagemap", .field = "flags",
		.kind = PAGE_HUGE_ZERO, .level = LEVEL_PMD,
		.fixed = KERNEL(7, 3, 4),
		.wrong_mask = 1ull << 61, .wrong_value = 1ull << 61,
		.reason = "pagemap says file page (bit 61) of the huge zero folio: "
			  "pagemap_pmd_range_thp() takes pmd_page() and tests only for anonymous; "
			  "mended between 7.3-rc7 and 7.3.4, where it asks vm_normal_page_pmd()",
	},
	STAYS_DIRTY(LEVEL_PTE, KERNEL(6, 15, 0)),
	STAYS_DIRTY(LEVEL_PMD, KERNEL(6, 19, 0)),
	{
		.id = "kpageflags-anon-ksm",
		.observer = "kpageflags", .field = "flags", .kind = PAGE_ANON,
		.first = KERNEL(6, 10, 0), .fixed = KERNEL(6, 18, 44),
		.wrong_mask = 1ull << 21, .wrong_value = 1ull << 21,
		.reason = "kpageflags says KSM of every anonymous page: stable_page_flags() "
			  "(fs/proc/page.c) tests for any bit of FOLIO_MAPPING_KSM, which has the "
			  "one for anonymous in it, in 6.12 and 6.18; mended between 6.18.15 and "
			  "6.18.44",
	},
	{
		.id = "pmd-modify-cleans",
		.observer = "result", .field = "thp: byte written after MADV_FREE",
		.first = KERNEL(6, 6, 0), .fixed = KERNEL(6, 18, 44),
		.also_fixed = KERNEL(6, 12, 117),
		.wrong_mask = ~0ull, .exact = true, .wrong_value = 0,
		.reason = PMD_MODIFY_REASON,
	},
	PMD_MODIFY_CLEANS("smaps", "@(Pss_Dirty|Private_Dirty)", "*.thp.protect", ~0ull, 0),
	PMD_MODIFY_CLEANS("smaps", "Private_Clean", "*.thp.protect", ~0ull, ~0ull),
	/* who may write again at once sets the bit when it does: bit 6, _PAGE_DIRTY */
	PMD_MODIFY_CLEANS("entry", "value", "*.protect-back", 1 << 6, 0),
	PMD_MODIFY_CLEANS("*", "side effect", "*.protect-back", 1 << 6, 1 << 6),
	PROT_NONE_UNSEEN("smaps", "@(Rss|Pss|Pss_Dirty|Private_*|Shared_*|Anonymous|AnonHugePages)",
			 PAGE_ANON, LEVEL_PMD, "*.thp.protect", 0),
	PROT_NONE_UNSEEN("move_pages", "status", PAGE_ANON, LEVEL_NONE, "*.thp.protect",
			 (uint64_t)-2 /* ENOENT */),
	PROT_NONE_UNSEEN("move_pages", "status", PAGE_ZERO, LEVEL_PTE, "*.zero.prot-none",
			 (uint64_t)-2 /* ENOENT */),
	HUGE_DAX_SPECIAL(PAGE_FSDAX, LEVEL_PMD),
	HUGE_DAX_SPECIAL(PAGE_DEVDAX, LEVEL_PMD),
	HUGE_DAX_SPECIAL(PAGE_DEVDAX, LEVEL_PUD),
	DEVMAP_COUNTED(PAGE_FSDAX),
	DEVMAP_COUNTED(PAGE_DEVDAX),
	WALK_ZAPS_PUD("@(PAGEMAP_SCAN|pagemap|smaps|smaps_rollup|VmRSS|numa_maps)", 0),
	WALK_ZAPS_PUD("mincore", KERNEL(7, 3, 0)),
	{
		.id = "walk-zaps-pfn-pud",
		.observer = "@(smaps|smaps_rollup|VmRSS|numa_maps)", .field = "side effect",
		.kind = PAGE_PFN, .level = LEVEL_PUD, .first = KERNEL(6, 12, 0),
		.exact = true, .wrong_mask = ~0ull, .wrong_value = 0,
		.reason = "looking at a PUD of raw pfns unmaps it: walk_page_vma() (mm/pagewalk.c) does "
			  "not pass over VM_PFNMAP as walk_page_range() does, and walk_pud_range() "
			  "calls split_huge_pud(), which clears it; not fixed",
	},
	SPLIT_IN_PUD("__split_huge_pmd"),
	{
		.id = "gntdev-mremap-unmaps",
		.observer = "result", .field = "gntdev: signal after mremap",
		.wrong_mask = ~0ull, .exact = true, .wrong_value = 7 /* SIGBUS */,
		.reason = "mremap() of granted pages succeeds and leaves nothing mapped: "
			  "gntdev_invalidate() unmaps the grants of the old range, and nobody maps "
			  "them at the new one (drivers/xen/gntdev.c says FIXME); not fixed",
	},
	{
		.id = "gntdev-mprotect-unmaps",
		.observer = "result", .field = "gntdev: signal after mprotect",
		.wrong_mask = ~0ull, .exact = true, .wrong_value = 7 /* SIGBUS */,
		.reason = "mprotect() of granted pages succeeds and unmaps them: change_protection() "
			  "tells the notifier, gntdev_invalidate() unmaps the range "
			  "(drivers/xen/gntdev.c says FIXME); not fixed",
	},
	{
		.id = "gntdev-private-may-write",
		.observer = "result", .field = "gntdev: errno of mprotect on a private mapping",
		.fixed = KERNEL(7, 3, 4), .also_fixed = KERNEL(6, 12, 117),
		.exact = true, .wrong_mask = ~0ull, .wrong_value = 0,
		.reason = "a private read-only mapping of granted pages may be made writable; "
			  "mended in 7.3.4, where gntdev_mmap() clears VM_MAYWRITE",
	},
	{
		.id = "gntdev-dofork",
		.observer = "result", .field = "gntdev: errno of MADV_DOFORK",
		.fixed = KERNEL(7, 2, 0), .wrong_mask = ~0ull, .exact = true, .wrong_value = 0,
		.reason = "MADV_DOFORK takes VM_DONTCOPY from a gntdev mapping, which a child must "
			  "not get a copy of; mended between 6.18.15 and 7.2.12, where "
			  "madvise_vma_behavior() refuses it for VM_SPECIAL",
	},
	{
		.id = "pagemap-grant-pfn",
		/* mfn_to_pfn() knows a page of this domain, granted or not */
		.shown_by = "!(*.self.*)",
		.observer = "pagemap", .field = "pfn leads to the frame in the entry",
		.kind = PAGE_GRANT, .level = LEVEL_PTE,
		.wrong_mask = 1, .wrong_value = 0,
		.reason = "pagemap's pfn of another domain's page is no page of this domain: "
			  "pte_to_pagemap_entry() takes pte_pfn(), not the page that "
			  "vm_normal_page() gave, and in a PV domain mfn_to_pfn() (asm/xen/page.h) "
			  "knows no pfn for a foreign frame and gives the machine frame number; "
			  "not fixed",
	},
	HELD("*gntdev.*.pinned.*", "__unmap_grant_pages_done"),
	HELD("*gntdev.*.pinned.parts", "run_timer_softirq"),
	HELD("*gntdev.*.pinned.mprotect", "xen_mc_flush"),
	HELD("*gntdev.*.pinned.mremap", "gntdev_vma_find_"),
	/* tests/guest-dom0.c: a test is killed; its pipes and rings are closed after its memory is gone */
	HELD("kill.xen-*", "__unmap_grant_pages_done"),
	{
		.id = "gntdev-notify-faults",
		.observer = "kernel log", .test = "*gntdev.*.notify.clear-byte-*",
		.log = "unmap_grant_pages",
		.reason = "the byte of IOCTL_GNTDEV_SET_UNMAP_NOTIFY is written through a mapping "
			  "that does not allow it, or of a page without memory: a map is not yet "
			  "read-only when gntdev_ioctl_notify() looks, and gntdev_mmap() unmaps what "
			  "it could not map; not fixed",
	},
	INTERLEAVED("result", "gntalloc: errno of mapping the other file's grant", NULL),
	INTERLEAVED("result", "gntalloc: errno of mapping the closed file's grant", NULL),
	INTERLEAVED("grant table", "grant references in use", "*gntalloc.*interleaved"),
	{
		.id = "gntdev-dofork-child",
		.observer = "kernel log", .test = "*gntdev.*.advice.dofork-child",
		.log = "Bad page map", .fixed = KERNEL(7, 2, 0),
		.reason = "after MADV_DOFORK a child gets copies of grants, whose page tables Xen "
			  "refuses; mended with gntdev-dofork",
	},
	{
		.id = "dax-shared-read-warns",
		.observer = "kernel log", .test = "fsdax.*.reflink.cow-*",
		.log = "dax_insert_entry", .fixed = KERNEL(6, 2, 0),
		.reason = "reading a DAX block through both files that share it raises a warning: "
			  "dax_associate_entry() knows pages of several files only once they were "
			  "written; mended between 6.1 and 6.12 (page->share)",
	},
	{
		.id = "dontneed-pud-unlocked",
		.observer = "kernel log", .test = "devdax.1g.vma.dontneed-part",
		.log = "unmap_page_range", .first = KERNEL(6, 17, 0), .fixed = KERNEL(7, 2, 0),
		.reason = "MADV_DONTNEED of part of a PUD raises a warning: zap_pud_range() asserts the "
			  "mmap lock, which madvise() no longer takes for it; mended between 6.18.15 "
			  "and 7.2.12, where it asserts nothing",
	},
	{
		.id = "mprotect-clears-pud",
		.observer = "kernel log", .test = "devdax.1g.vma.mprotect-all",
		.log = "bad pud", .fixed = KERNEL(6, 12, 0),
		.reason = "mprotect() of device-dax mapped by PUDs unmaps it: change_pud_range() takes a "
			  "leaf for a bad table; mended in 6.12, where it knows change_huge_pud()",
	},
	{
		.id = "mremap-clears-pud",
		.observer = "kernel log", .test = "@(devdax.1g.vma.mremap-move|vfio.mremap.pud)",
		.log = "bad pud",
		.reason = "mremap() of a device mapped by PUDs unmaps it, and a folio of device-dax "
			  "stays referenced: get_old_pud() (mm/mremap.c) takes a leaf for a bad table "
			  "(pud_none_or_clear_bad()), so that move_huge_pud() is never reached; not "
			  "fixed",
	},
	{ .id = NULL },
};
/* clang-format on */
