// SPDX-License-Identifier: GPL-2.0-or-later
/* What kernels do wrong with pages of fs/dax and device-dax. */
#include "lib/issues/known_issue.h"

/* sums that count a page as dirty or clean, as daxtest/data.c shows */
#define STAYS_DIRTY(level_, first)							\
	{ .witness = ISSUE_ANSWER, .observer = "smaps", .field = "@(Private_Dirty|Pss_Dirty)",	\
	  .page = PAGE_FSDAX, .level = level_, .wrong = ISSUE_MORE,			\
	  .shown_by = "*.data.clean-after-fsync*", .only = { .from = first } },		\
	{ .witness = ISSUE_ANSWER, .observer = "smaps", .field = "Private_Clean",	\
	  .page = PAGE_FSDAX, .level = level_, .wrong = ISSUE_LESS,			\
	  .shown_by = "*.data.clean-after-fsync*", .only = { .from = first } }

/* through PMDs since zapping one looks at its dirty bit. 6.12.114 and 6.1.191 do, too, but count no DAX folios */
KNOWN_ISSUE(stays_dirty) = {
	.id = "dax-folio-stays-dirty",
	.what = "a DAX folio once written through a mapping counts as dirty in smaps for ever, also after fsync, also "
		"for the next file that gets the block",
	.cause = "zap_present_folio_ptes() and zap_huge_pmd_folio() call folio_mark_dirty(), noop_dirty_folio() sets "
		 "the flag, and neither fsync (dax_writeback_one()) nor freeing the block (dax_folio_put()) clears "
		 "it; PTEs since 6.15, PMDs since 7.2.5",
	.seen = "6.16.3 to 6.18.15 (PTEs), 7.2.6 to 7.3.4 (PTEs and PMDs); not 6.12.117",
	AFFECTED({ KERNEL(6, 15, 0), 0, NULL }),
	BROKEN_BY({ "38607c62b34b", "fs/dax: properly refcount fs dax pages" },
	          { "fe6cf984939d", "mm/huge_memory: transfer the pmd dirty bit to the folio on zap" }),
	.about = "*.data.clean-after-fsync*",
	SIGNS(STAYS_DIRTY(LEVEL_PTE, KERNEL(6, 15, 0)), STAYS_DIRTY(LEVEL_PMD, KERNEL(7, 2, 5))),
};

/* every test of a DAX folio in a PMD or PUD; smaps adds up what it leaves out with what else the vma holds */
#define SPECIAL(page_, level_)								\
	{ .witness = ISSUE_MODEL, .page = page_, .level = level_, .bits = "special !normal" },	\
	{ .witness = ISSUE_ANSWER, .observer = "entry", .field = "value",		\
	  .page = page_, .level = level_, .bits = "special" },				\
	{ .witness = ISSUE_ANSWER, .observer = "PAGEMAP_SCAN", .field = "categories",	\
	  .page = page_, .level = level_, .bits = "!FILE" },				\
	{ .witness = ISSUE_ANSWER, .observer = "smaps", .field = "@(Rss|Pss|Pss_Dirty|Private_*|Shared_*)",	\
	  .page = page_, .level = level_, .wrong = ISSUE_LESS },			\
	{ .witness = ISSUE_CALL, .field = "vm_normal_page_@(pmd|pud)",			\
	  .page = page_, .level = level_ }

KNOWN_ISSUE(huge_special) = {
	.id = "huge-dax-special",
	.what = "PMDs and PUDs of DAX folios are special though the folio is refcounted: smaps counts nothing, "
		"PAGEMAP_SCAN sees no file page, vm_normal_page_pmd() gives NULL",
	.cause = "insert_pmd() and insert_pud() (mm/huge_memory.c) set the special bit for all that has no devmap bit",
	.seen = "6.16.3, 6.16.12; not 6.12 (where DAX pages were not counted at all), not 6.17.8",
	AFFECTED({ KERNEL(6, 15, 0), KERNEL(6, 17, 0), NULL }),
	BROKEN_BY({ "6c88f72691f8", "mm/huge_memory: add vmf_insert_folio_pmd()" },
	          { "dbe54153296d", "mm/huge_memory: add vmf_insert_folio_pud()" }),
	FIXED_BY({ "c4297465d4ca", "mm/huge_memory: don't mark refcounted folios special in vmf_insert_folio_pmd()" },
	         { "02825c0925fb", "mm/huge_memory: don't mark refcounted folios special in vmf_insert_folio_pud()" }),
	SIGNS(SPECIAL(PAGE_FSDAX, LEVEL_PMD), SPECIAL(PAGE_DEVDAX, LEVEL_PMD), SPECIAL(PAGE_DEVDAX, LEVEL_PUD)),
};

#define COUNTED(page_)									\
	{ .witness = ISSUE_ANSWER, .observer = "smaps",					\
	  .field = "@(Rss|Pss|Pss_Dirty|Private_*|Shared_*|Referenced)",		\
	  .page = page_, .level = LEVEL_PMD, .wrong = ISSUE_MORE }

KNOWN_ISSUE(devmap_counted) = {
	.id = "smaps-counts-devmap-pmd",
	.what = "smaps counts DAX pages that are mapped by a PMD, one page of all unless they are a large folio, and "
		"none that are mapped by PTEs",
	.cause = "smaps_pmd_entry() took what follow_trans_huge_pmd() gave; later kernels ask vm_normal_page_pmd()",
	.seen = "6.1; not 6.12",
	AFFECTED({ 0, KERNEL(6, 5, 0), NULL }),
	FIXED_BY({ "8b9c1cc0418a", "smaps: use vm_normal_page_pmd() instead of follow_trans_huge_pmd()" }),
	SIGNS(COUNTED(PAGE_FSDAX), COUNTED(PAGE_DEVDAX)),
};

KNOWN_ISSUE(shared_read_warns) = {
	.id = "dax-shared-read-warns",
	.what = "reading a DAX block through both files that share it raises a warning (fs/dax.c, dax_insert_entry())",
	.cause = "dax_associate_entry() knows pages of several files only once they were written; later kernels count "
		 "them (page->share)",
	.seen = "6.1; not 6.12",
	AFFECTED({ 0, KERNEL(6, 2, 0), NULL }),
	FIXED_BY({ "169004265860", "fsdax: introduce page->share for fsdax in reflink mode" }),
	SIGNS({ .witness = ISSUE_LOG, .test = "fsdax.*.reflink.cow-*", .log = "dax_insert_entry" }),
};
