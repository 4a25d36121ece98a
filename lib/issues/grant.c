// SPDX-License-Identifier: GPL-2.0-or-later
/* What kernels do wrong with granted pages. */
#include <errno.h>
#include <signal.h>

#include "lib/issues/known_issue.h"

KNOWN_ISSUE(mremap_unmaps) = {
	.id = "gntdev-mremap-unmaps",
	.what = "mremap() of granted pages succeeds and leaves nothing mapped",
	.cause = "gntdev_invalidate() unmaps the grants of the old range, and nobody maps them at the new one "
		 "(drivers/xen/gntdev.c says FIXME)",
	.seen = "6.1.176 to 7.3.4",
	AFFECTED(ALL_KERNELS),
	BROKEN_BY({ "ab31523c2fca", "xen/gntdev: allow usermode to map granted pages" }),
	SIGNS({ .witness = ISSUE_RESULT, .field = "gntdev: signal after mremap", .wrong = ISSUE_VALUE,
		.value = SIGBUS }),
};

KNOWN_ISSUE(mprotect_unmaps) = {
	.id = "gntdev-mprotect-unmaps",
	.what = "mprotect() of granted pages succeeds and unmaps them",
	.cause = "change_protection() calls the notifier, and gntdev_invalidate() unmaps the range "
		 "(drivers/xen/gntdev.c says FIXME)",
	.seen = "6.1.176 to 7.3.4",
	AFFECTED(ALL_KERNELS),
	BROKEN_BY({ "ab31523c2fca", "xen/gntdev: allow usermode to map granted pages" }),
	SIGNS({ .witness = ISSUE_RESULT, .field = "gntdev: signal after mprotect", .wrong = ISSUE_VALUE,
		.value = SIGBUS }),
};

KNOWN_ISSUE(private_may_write) = {
	.id = "gntdev-private-may-write",
	.what = "a private read-only mapping of granted pages may be made writable",
	.cause = "gntdev_mmap() leaves VM_MAYWRITE set; 7.3.4 clears it",
	.seen = "6.1.176 to 7.3-rc7; not 6.12.117, 7.3.4",
	AFFECTED({ 0, KERNEL(6, 12, 117), NULL }, { KERNEL(6, 13, 0), KERNEL(7, 3, 4), NULL }),
	SIGNS({ .witness = ISSUE_RESULT, .field = "gntdev: errno of mprotect on a private mapping",
		.wrong = ISSUE_VALUE, .value = 0 }),
};

KNOWN_ISSUE(dofork) = {
	.id = "gntdev-dofork",
	.what = "MADV_DOFORK on granted pages is accepted, so that a child gets a copy of what must not be copied",
	.cause = "it takes VM_DONTCOPY from the mapping; later kernels refuse it for VM_SPECIAL "
		 "(madvise_vma_behavior())",
	.seen = "6.1.176 to 6.18.15; not 7.2.6",
	AFFECTED({ 0, KERNEL(7, 0, 0), NULL }),
	BROKEN_BY({ "ab31523c2fca", "xen/gntdev: allow usermode to map granted pages" }),
	FIXED_BY({ "0b2758f48f22", "Require (reasonably) normal mappings for MADV_DOFORK" }),
	SIGNS({ .witness = ISSUE_RESULT, .field = "gntdev: errno of MADV_DOFORK", .wrong = ISSUE_VALUE,
		.value = 0 }),
};

KNOWN_ISSUE(dofork_child) = {
	.id = "gntdev-dofork-child",
	.what = "after MADV_DOFORK a child gets copies of grants, whose page tables Xen refuses (\"Bad page map\")",
	.cause = "as gntdev-dofork",
	.seen = "6.18.15; not 7.2.12",
	AFFECTED({ 0, KERNEL(7, 0, 0), NULL }),
	BROKEN_BY({ "ab31523c2fca", "xen/gntdev: allow usermode to map granted pages" }),
	FIXED_BY({ "0b2758f48f22", "Require (reasonably) normal mappings for MADV_DOFORK" }),
	SIGNS({ .witness = ISSUE_LOG, .test = "*gntdev.*.advice.dofork-child", .log = "Bad page map" }),
};

KNOWN_ISSUE(pagemap_pfn) = {
	.id = "pagemap-grant-pfn",
	.what = "pagemap's pfn of another domain's page is no page of this domain",
	.cause = "pte_to_pagemap_entry() takes pte_pfn(), not the page that vm_normal_page() gave, and in a PV domain "
		 "mfn_to_pfn() (asm/xen/page.h) knows no pfn for a foreign frame and gives the machine frame number",
	.seen = "6.1.176 to 7.3.4, PV",
	AFFECTED(ALL_KERNELS),
	/* mfn_to_pfn() knows a page of this domain, granted or not */
	SIGNS({ .witness = ISSUE_ANSWER, .observer = "pagemap", .field = "pfn leads to the frame in the entry",
		.page = PAGE_GRANT, .level = LEVEL_PTE, .wrong = ISSUE_VALUE, .value = 0,
		.pv = true, .shown_by = "!(*.self.*)" }),
};

/* xentest/pinned.c tells what happens */
#define HELD(test_, log_) { .witness = ISSUE_LOG, .test = test_, .log = log_ }

KNOWN_ISSUE(unmaps_held) = {
	.id = "gntdev-unmaps-held-pages",
	.what = "granted pages that something holds (a pipe, io_uring) are unmapped and given to others",
	.cause = "gntdev_invalidate() returns while gnttab_unmap_refs_async() waits for the holder, and mm drops the "
		 "holder's reference",
	.seen = "6.18.15, 7.2.12 and 7.3.4, PV",
	AFFECTED({ KERNEL(5, 18, 8), 0, NULL }),
	BROKEN_BY({ "dbe97cff7dd9", "xen/gntdev: Avoid blocking in unmap_grant_pages()" }),
	SIGNS(HELD("*gntdev.*.pinned.*", "__unmap_grant_pages_done"),
	      HELD("*gntdev.*.pinned.parts", "run_timer_softirq"),
	      HELD("*gntdev.*.pinned.mprotect", "xen_mc_flush"),
	      HELD("*gntdev.*.pinned.mremap", "gntdev_vma_find_"),
	      /* tests/guest-dom0.c: a test is killed; its pipes and rings are closed after its memory is gone */
	      HELD("kill.xen-*", "__unmap_grant_pages_done")),
};

KNOWN_ISSUE(notify_faults) = {
	.id = "gntdev-notify-faults",
	.what = "the kernel faults when it writes the byte of IOCTL_GNTDEV_SET_UNMAP_NOTIFY through a mapping that does "
		"not allow it, or of a page without memory",
	.cause = "a map is not yet read-only when gntdev_ioctl_notify() looks, and gntdev_mmap() unmaps what it could "
		 "not map",
	.seen = "6.18.15, 7.2.12 and 7.3.4, PV",
	AFFECTED(ALL_KERNELS),
	SIGNS({ .witness = ISSUE_LOG, .test = "*gntdev.*.notify.clear-byte-*", .log = "unmap_grant_pages" }),
};

/* xentest/gntalloc.c interleaved() */
KNOWN_ISSUE(frees_others) = {
	.id = "gntalloc-frees-others-reference",
	.what = "a reference of another file is freed, and one of its own never",
	.cause = "gntalloc_mmap() counts along the file's list, gntalloc_vma_close() along the list of all files",
	.seen = "6.18.15, 7.2.12 and 7.3.4, PV",
	AFFECTED(ALL_KERNELS),
	SIGNS({ .witness = ISSUE_RESULT, .field = "gntalloc: errno of mapping the other file's grant",
		.wrong = ISSUE_ANY },
	      { .witness = ISSUE_RESULT, .field = "gntalloc: errno of mapping the closed file's grant",
		.wrong = ISSUE_ANY },
	      { .witness = ISSUE_LEFT, .observer = "grant table", .field = "grant references in use",
		.test = "*gntalloc.*interleaved", .wrong = ISSUE_ANY }),
};
