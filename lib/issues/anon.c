// SPDX-License-Identifier: GPL-2.0-or-later
/* What kernels do wrong with anonymous pages and zero pages. */
#include <errno.h>

#include "lib/issues/known_issue.h"

KNOWN_ISSUE(huge_zero_file) = {
	.id = "pagemap-huge-zero-file",
	.what = "pagemap says \"file page\" (bit 61) of the huge zero folio, also of an anonymous one",
	.cause = "pagemap_pmd_range_thp() takes pmd_page() and tests only for anonymous; 7.3.4 asks "
		 "vm_normal_page_pmd()",
	.seen = "6.1.176 to 7.3-rc7; not 7.3.4",
	/* of 6.11, and in older series by backports, none of which is fixed */
	AFFECTED({ KERNEL(5, 15, 165), KERNEL(5, 16, 0), NULL }, { KERNEL(6, 1, 103), KERNEL(6, 2, 0), NULL },
		 { KERNEL(6, 6, 44), KERNEL(6, 7, 0), NULL }, { KERNEL(6, 10, 3), KERNEL(7, 3, 4), NULL }),
	BROKEN_BY({ "3f9f022e975d", "fs/proc/task_mmu: indicate PM_FILE for PMD-mapped file THP" }),
	SIGNS({ .witness = ISSUE_ANSWER, .observer = "pagemap", .field = "flags",
		.page = PAGE_HUGE_ZERO, .level = LEVEL_PMD, .bits = "FILE" }),
};

KNOWN_ISSUE(anon_ksm) = {
	.id = "kpageflags-anon-ksm",
	.what = "kpageflags says KSM of every anonymous page",
	.cause = "stable_page_flags() (fs/proc/page.c) tests for any bit of FOLIO_MAPPING_KSM, which has the one for "
		 "anonymous in it, in 6.12 and 6.18",
	.seen = "6.12.107, 6.12.117, 6.16.12, 6.17.13, 6.18.15; not 7.2.6",
	AFFECTED({ KERNEL(6, 10, 0), KERNEL(7, 2, 0), NULL }),
	BROKEN_BY({ "dee3d0bef2b0", "proc: rewrite stable_page_flags()" }),
	FIXED_BY({ "81401cebfc15", "fs/proc: fix KPF_KSM reported for all anonymous pages" }),
	SIGNS({ .witness = ISSUE_ANSWER, .observer = "kpageflags", .field = "flags", .page = PAGE_ANON,
		.bits = "KSM" }),
};

/* mmtest/thp.c: every change of a large folio's protection */
#define CLEANS(observer_, field_, bits_, by_)						\
	{ .witness = ISSUE_ANSWER, .observer = observer_, .field = field_,		\
	  .page = PAGE_ANON, .level = LEVEL_PMD, .bits = bits_, .shown_by = by_ }

KNOWN_ISSUE(modify_cleans) = {
	.id = "pmd-modify-cleans",
	.what = "mprotect() of a large anonymous folio makes it clean, and data is lost: what is written after MADV_FREE "
		"and then protected is thrown away by reclaim and reads as zeroes",
	.cause = "pmd_modify() (arch/x86/include/asm/pgtable.h) masks the dirty bit away before pmd_mksaveddirty() can "
		 "save it (6.12 and 6.18; 6.1 keeps it), and __discard_anon_folio_pmd_locked() then finds the folio "
		 "unwritten",
	.seen = "6.12.107, 6.16.12, 6.17.13, 6.18.15, 7.2.6; not 6.12.117, 7.2.9",
	AFFECTED({ KERNEL(6, 6, 0), KERNEL(6, 6, 158), NULL }, { KERNEL(6, 7, 0), KERNEL(6, 12, 111), NULL },
		 { KERNEL(6, 13, 0), KERNEL(6, 18, 53), NULL }, { KERNEL(6, 19, 0), KERNEL(7, 2, 7), NULL }),
	BROKEN_BY({ "bb3aadf7d446", "x86/mm: Start actually marking _PAGE_SAVED_DIRTY" }),
	FIXED_BY({ "f7491d7c81db", "x86/mm: Fix user-space data loss with MADV_FREE and THP" }),
	.about = "@(*.thp.protect|*.protect-back)",
	SIGNS({ .witness = ISSUE_RESULT, .field = "thp: byte written after MADV_FREE", .wrong = ISSUE_VALUE,
		.value = 0 },
	      CLEANS("smaps", "@(Pss_Dirty|Private_Dirty)", "!*", "*.thp.protect"),
	      CLEANS("smaps", "Private_Clean", "*", "*.thp.protect"),
	      /* what may be written again at once gets the bit when it is */
	      CLEANS("entry", "value", "!dirty", "*.protect-back"),
	      { .witness = ISSUE_SIDE_EFFECT, .page = PAGE_ANON, .level = LEVEL_PMD, .bits = "dirty",
		.shown_by = "*.protect-back" }),
};

/* mmtest/thp.c protect(), mmtest/zero.c read_only() */
KNOWN_ISSUE(prot_none) = {
	.id = "prot-none-unseen",
	.what = "smaps says that nothing is resident of a large folio under PROT_NONE, and move_pages() says -EFAULT of "
		"that, and -ENOENT of pages and of the zero page",
	.cause = "follow_pmd_mask(), follow_trans_huge_pmd() and follow_page_pte() give nothing, as if a NUMA hinting fault were due "
		 "(gup_can_follow_protnone()); later kernels only do so for FOLL_HONOR_NUMA_FAULT",
	.seen = "6.1.176; not 6.12",
	AFFECTED({ KERNEL(6, 1, 0), KERNEL(6, 5, 0), NULL }),
	BROKEN_BY({ "474098edac26", "mm/gup: replace FOLL_NUMA by gup_can_follow_protnone()" }),
	FIXED_BY({ "8b9c1cc0418a", "smaps: use vm_normal_page_pmd() instead of follow_trans_huge_pmd()" },
	         { "d74943a2f3cd", "mm/gup: reintroduce FOLL_NUMA as FOLL_HONOR_NUMA_FAULT" }),
	.about = "@(*.thp.protect|*.zero.prot-none)",
	SIGNS({ .witness = ISSUE_ANSWER, .observer = "smaps",
		.field = "@(Rss|Pss|Pss_Dirty|Private_*|Shared_*|Anonymous|AnonHugePages)",
		.page = PAGE_ANON, .level = LEVEL_PMD, .bits = "!*", .shown_by = "*.thp.protect" },
	      /* mm/gup.c no_page_table() has another errno than follow_page_pte() */
	      { .witness = ISSUE_ANSWER, .observer = "move_pages", .field = "status", .page = PAGE_ANON,
		.level = LEVEL_PMD, .wrong = ISSUE_VALUE, .value = (uint64_t)-EFAULT,
		.shown_by = "*.thp.protect" },
	      { .witness = ISSUE_ANSWER, .observer = "move_pages", .field = "status", .page = PAGE_ANON,
		.level = LEVEL_PTE, .wrong = ISSUE_VALUE, .value = (uint64_t)-ENOENT,
		.shown_by = "*.thp.protect" },
	      { .witness = ISSUE_ANSWER, .observer = "move_pages", .field = "status", .page = PAGE_ZERO,
		.level = LEVEL_PTE, .wrong = ISSUE_VALUE, .value = (uint64_t)-ENOENT,
		.shown_by = "*.zero.prot-none" }),
};
