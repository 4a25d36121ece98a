// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walkers of page tables that pass over what vm_normal_page*() calls special, or have to: mlock(),
 * /proc/PID/clear_refs, mbind(), madvise(). What they leave alone stays as it was.
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "mmtest/anon.h"
#include "mmtest/devmem.h"
#include "mmtest/soft_dirty.h"

#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif
#define MPOL_DEFAULT 0
#define MPOL_BIND 2
#define MPOL_MF_MOVE 2

/* an anonymous page, a zero page, the same in large, and nothing */
static struct mapping map_mixed(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 3 * PMD_SIZE);

	touch_write(&m, 0, 'w');
	touch_read(&m, PMD_SIZE);
	if (madvise(m.addr + 2 * PMD_SIZE, PMD_SIZE, MADV_NOHUGEPAGE))
		scenario_broken(s, "MADV_NOHUGEPAGE: %s", strerror(errno));
	/* a vma of its own */
	m.size = 2 * PMD_SIZE;
	return m;
}

static void lock(struct scenario *s)
{
	struct mapping m = map_mixed(s);

	if (syscall(SYS_mlock2, m.addr, m.size, MLOCK_ONFAULT))
		scenario_skip(s, "mlock2: %s (RLIMIT_MEMLOCK)", strerror(errno));
	m.flags |= VMA_LOCKED;
	expect_mapping(s, "locked", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	if (munlock(m.addr, m.size))
		scenario_broken(s, "munlock: %s", strerror(errno));
	m.flags &= ~VMA_LOCKED;
	expect_mapping(s, "unlocked", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(walkers_lock, "walkers", "mlock-huge",
	 "locked memory counts its normal pages as locked, and not the huge zero folio", .run = lock);

static void lock_small(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE);

	touch_write(&m, 0, 'w');
	touch_read(&m, PTE_SIZE);
	if (syscall(SYS_mlock2, m.addr, m.size, MLOCK_ONFAULT))
		scenario_skip(s, "mlock2: %s (RLIMIT_MEMLOCK)", strerror(errno));
	m.flags |= VMA_LOCKED;
	expect_mapping(s, "locked", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(walkers_lock_small, "walkers", "mlock",
	 "the zero page in locked memory is not locked", .run = lock_small);

static void soft_dirty(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE);

	memset(m.addr, 'd', 2 * PTE_SIZE);
	touch_read(&m, 2 * PTE_SIZE);
	soft_dirty_clear(s);
	m.flags |= VMA_SOFT_CLEARED;
	expect_mapping(s, "cleared", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	touch_write(&m, 0, 'e');
	touch_write(&m, 2 * PTE_SIZE, 'e');
	expect_mapping(s, "two written", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true,
			     .soft_dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true, .soft_dirty = true));
}

SCENARIO(walkers_soft_dirty, "walkers", "soft-dirty",
	 "soft-dirty bits tell what was written since they were cleared, also over the zero page",
	 .run = soft_dirty);

static void soft_dirty_huge(struct scenario *s)
{
	struct mapping m = map_mixed(s);

	soft_dirty_clear(s);
	m.flags |= VMA_SOFT_CLEARED;
	expect_mapping(s, "cleared", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_write(&m, 0, 'e');
	expect_mapping(s, "one written", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true,
			     .soft_dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(walkers_soft_dirty_huge, "walkers", "soft-dirty-huge",
	 "soft-dirty bits of PMDs, of a large folio and of the huge zero folio",
	 .run = soft_dirty_huge);

static void bind(struct scenario *s)
{
	struct mapping m = map_mixed(s);
	unsigned long nodes = 1;

	if (syscall(SYS_mbind, m.addr, m.size, MPOL_BIND, &nodes, 64, MPOL_MF_MOVE))
		scenario_skip(s, "mbind: %s (CONFIG_NUMA)", strerror(errno));
	expect_mapping(s, "bound to node 0", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(walkers_bind, "walkers", "mbind",
	 "binding memory to its node moves nothing, and not the huge zero folio", .run = bind);

static void cold(struct scenario *s)
{
	struct mapping m = map_mixed(s);

	if (madvise(m.addr, m.size, MADV_COLD))
		scenario_broken(s, "MADV_COLD: %s", strerror(errno));
	expect_mapping(s, "cold", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(walkers_cold, "walkers", "cold",
	 "MADV_COLD ages normal pages and leaves the huge zero folio alone", .run = cold);

static void devmem(struct scenario *s)
{
	struct mapping m = devmem_map(s, MAP_PRIVATE);

	touch_write(&m, 0, 'w');
	/* mm/mlock.c mlock_fixup(): VM_SPECIAL is passed over, without an error */
	expect_result(s, "locked", "errno", 0, mlock(m.addr, m.size) ? errno : 0, "mlock(2)");
	soft_dirty_clear(s);
	expect_mapping(s, "locked, soft-dirty cleared", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, DEVMEM_SIZE - PTE_SIZE, PAGE_PFN, LEVEL_PTE,
			     .pfn = DEVMEM_PFN + 1));
}

SCENARIO(walkers_devmem, "walkers", "pfn-map",
	 "in a PFN map nothing is locked, and no soft-dirty bit cleared", .run = devmem);
