// SPDX-License-Identifier: GPL-2.0-or-later
/* madvise(2) and mlock(2) on granted pages: none of them has anything to do, none may do harm. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <xen/sys/gntdev.h>

#include "lib/base/array.h"
#include "xentest/gntdev.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102	/* 6.13 */
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25	/* 6.1 */
#endif

/** struct advice - an advice, what madvise() answers, and where that is written */
struct advice {
	int advice;
	const char *name;
	int error;
	const char *rule;
};

static const struct advice advices[] = {
	{ MADV_NORMAL, "MADV_NORMAL", 0, "madvise(2)" },
	{ MADV_RANDOM, "MADV_RANDOM", 0, "madvise(2)" },
	{ MADV_COLD, "MADV_COLD", 0,
	  "mm/madvise.c madvise_cold_or_pageout_pte_range(): not on an LRU list" },
	{ MADV_PAGEOUT, "MADV_PAGEOUT", 0,
	  "mm/madvise.c madvise_cold_or_pageout_pte_range(): not on an LRU list" },
	{ MADV_POPULATE_READ, "MADV_POPULATE_READ", 0, "mm/gup.c faultin_page_range(): is there" },
	{ MADV_POPULATE_WRITE, "MADV_POPULATE_WRITE", 0, "mm/gup.c faultin_page_range()" },
	{ MADV_FREE, "MADV_FREE", EINVAL, "mm/madvise.c: not anonymous" },
	{ MADV_WIPEONFORK, "MADV_WIPEONFORK", EINVAL, "mm/madvise.c: a file" },
	{ MADV_DODUMP, "MADV_DODUMP", EINVAL, "mm/madvise.c: VM_SPECIAL" },
	{ MADV_COLLAPSE, "MADV_COLLAPSE", EINVAL, "mm/khugepaged.c: VM_NO_KHUGEPAGED" },
	{ MADV_GUARD_INSTALL, "MADV_GUARD_INSTALL", EINVAL,
	  "mm/madvise.c is_valid_guard_vma(): VM_SPECIAL; before 6.13 an unknown advice" },
};

static void advise(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);

	poke(&g.shared, PTE_SIZE, 'v');
	for (size_t i = 0; i < ARRAY_SIZE(advices); i++) {
		const struct advice *a = &advices[i];

		expect_result(s, a->name, "errno", a->error,
			      madvise(g.m.addr, g.m.size, a->advice) ? errno : 0, a->rule);
		expect_result(s, a->name, "byte of the granter", 'v',
			      touch_read(&g.m, PTE_SIZE), "advice changes no data");
	}
	/* MADV_POPULATE_WRITE faults for writing where the entry is Linux's own */
	expect_mapping(s, "after all advice", &g.m,
		       GRANTS(0, 2, .writable = true, .dirty = g.m.find_normal_page));
}

SCENARIO(advice_madvise, "gntdev", "advice.madvise",
	 "advice that applies changes nothing, what does not apply is refused",
	 .needs = &need_grants, .run = advise);

static void lock(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);

	expect_result(s, "mlock", "errno", 0, mlock(g.m.addr, g.m.size) ? errno : 0,
		      "mm/mlock.c mlock_fixup(): VM_SPECIAL is passed over");
	expect_mapping(s, "mlock", &g.m, GRANTS(0, 2, .writable = true));
	expect_result(s, "munlock", "errno", 0, munlock(g.m.addr, g.m.size) ? errno : 0,
		      "mm/mlock.c mlock_fixup()");
	expect_mapping(s, "munlock", &g.m, GRANTS(0, 2, .writable = true));
}

SCENARIO(advice_mlock, "gntdev", "advice.mlock",
	 "granted pages cannot be locked, nor lost by trying",
	 .needs = &need_grants, .run = lock);

static void offset_of(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 3);
	struct ioctl_gntdev_get_offset_for_vaddr arg = {
		.vaddr = (uintptr_t)g.m.addr + PTE_SIZE
	};

	expect_result(s, "an address in the middle", "IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR", 0,
		      ioctl(g.gntdev.fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &arg) ? -errno : 0,
		      "include/uapi/xen/gntdev.h");
	expect_result(s, "an address in the middle", "offset", (long)g.offset, (long)arg.offset,
		      "include/uapi/xen/gntdev.h: of the whole mapping");
	expect_result(s, "an address in the middle", "count", 3, arg.count,
		      "include/uapi/xen/gntdev.h");
	arg.vaddr = (uintptr_t)&arg;
	expect_result(s, "an address of the stack", "IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR", -EINVAL,
		      ioctl(g.gntdev.fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &arg) ? -errno : 0,
		      "drivers/xen/gntdev.c gntdev_ioctl_get_offset_for_vaddr()");
	expect_mapping(s, "afterwards", &g.m, GRANTS(0, 3, .writable = true));
}

SCENARIO(advice_offset, "gntdev", "advice.offset",
	 "the device says which request is mapped at an address", .needs = &need_grants,
	 .run = offset_of);

#define DOFORK "mm/madvise.c madvise_vma_behavior(): VM_SPECIAL"

/* drivers/xen/privcmd.c of VM_DONTCOPY: "copy_page_range doesn't know how to recreate these" */
static void dofork(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 1);
	int rc;

	if (!(g.m.flags & VMA_DONTCOPY))
		scenario_skip(s, "gntdev sets VM_DONTCOPY in PV domains only");
	rc = madvise(g.m.addr, g.m.size, MADV_DOFORK) ? errno : 0;
	poke(&g.shared, 0, 'd');
	expect_result(s, "MADV_DOFORK", "gntdev: errno of MADV_DOFORK", EINVAL, rc, DOFORK);
	if (!rc)
		g.m.flags &= ~VMA_DONTCOPY;
	expect_result(s, "afterwards", "byte of the granter", 'd', touch_read(&g.m, 0),
		      "a grant maps the granter's page");
	expect_mapping(s, "afterwards", &g.m, GRANTS(0, 1, .writable = true));
}

SCENARIO(advice_dofork, "gntdev", "advice.dofork",
	 "MADV_DOFORK does not undo what keeps granted pages from children", .needs = &need_grants,
	 .run = dofork);

static void look(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_result(s, "in the child", "signal", m->flags & VMA_DONTCOPY ? SIGSEGV : 0,
		      access_signal(m, 0, false), "VM_DONTCOPY, or a copy that can be used");
}

/* the hypervisor refuses page tables that map another domain's frame without a grant operation */
static void dofork_child(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 1);

	if (!madvise(g.m.addr, g.m.size, MADV_DOFORK)) {
		if (g.m.find_normal_page)
			scenario_hazard(s, "a child that Xen refuses the page tables of, and "
					"\"Bad page map\" (6.18, not 7.2)");
		g.m.flags &= ~VMA_DONTCOPY;
	}
	in_other_process(s, look, &g.m);
	expect_mapping(s, "after the child's end", &g.m,
		       GRANTS(0, 1, .writable = true));
}

SCENARIO(advice_dofork_child, "gntdev", "advice.dofork-child",
	 "a child after MADV_DOFORK has no copies of grants, or ones that can be used",
	 .needs = &need_grants, .run = dofork_child);
