// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walkers of page tables that look at single pages: MADV_FREE, mbind(), /proc/PID/clear_refs. Each has
 * to pass over the zero page, and to take the page beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>

#include "lib/observe/ring.h"
#include "mmtest/anon.h"
#include "mmtest/soft_dirty.h"

#define MPOL_BIND 2
#define MPOL_MF_MOVE 2

/* two anonymous pages, a zero page, and nothing */
static struct mapping map_small(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE);

	touch_write(&m, 0, '0');
	touch_write(&m, PTE_SIZE, '1');
	touch_read(&m, 2 * PTE_SIZE);
	return m;
}

#define WRITTEN(offset, ...)							\
	PAGES(offset, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true, ##__VA_ARGS__)
#define ZERO PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE)

static void forget_references(struct scenario *s)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		scenario_skip(s, "/proc/PID/clear_refs: %s", strerror(errno));
	close(fd);
}

/* mm/madvise.c madvise_free_pte_range(): the entry is made old and clean, the page stays until reclaim */
static void lazyfree(struct scenario *s)
{
	struct mapping m = map_small(s);

	if (madvise(m.addr, m.size, MADV_FREE))
		scenario_broken(s, "MADV_FREE: %s", strerror(errno));
	touch_write(&m, PTE_SIZE, 'k');
	expect_mapping(s, "freed, and one page written", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true),
		       WRITTEN(PTE_SIZE), ZERO);
}

SCENARIO(walkers_free, "walkers", "free",
	 "MADV_FREE makes pages clean until they are written again, and leaves the zero page alone",
	 .run = lazyfree);

static void bind_small(struct scenario *s)
{
	struct mapping m = map_small(s);
	unsigned long nodes = 1;

	if (syscall(SYS_mbind, m.addr, m.size, MPOL_BIND, &nodes, 64, MPOL_MF_MOVE))
		scenario_skip(s, "mbind: %s (CONFIG_NUMA)", strerror(errno));
	expect_mapping(s, "bound to node 0", &m, WRITTEN(0), WRITTEN(PTE_SIZE), ZERO);
}

SCENARIO(walkers_bind_small, "walkers", "mbind-small",
	 "binding memory to its node moves no page that is there, and not the zero page",
	 .run = bind_small);

/* fs/proc/task_mmu.c clear_refs_pte_range() */
static void referenced(struct scenario *s)
{
	struct mapping m = map_small(s);

	forget_references(s);
	expect_mapping(s, "no longer referenced", &m, WRITTEN(0), WRITTEN(PTE_SIZE), ZERO);
}

SCENARIO(walkers_referenced, "walkers", "referenced",
	 "that pages were used is forgotten, and nothing else of them", .run = referenced);

static void referenced_huge(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 2 * PMD_SIZE);

	touch_write(&m, 0, 'w');
	touch_read(&m, PMD_SIZE);
	forget_references(s);
	expect_mapping(s, "no longer referenced", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(walkers_referenced_huge, "walkers", "referenced-huge",
	 "that a large folio was used is forgotten, and nothing of the huge zero folio",
	 .run = referenced_huge);

/* fs/proc/task_mmu.c clear_soft_dirty(): what a device may write stays writable, pte_is_pinned() */
static void pinned(struct scenario *s)
{
	struct mapping m = map_small(s);
	struct ring ring;
	int rc;

	scenario_need(s, ring_open(&ring));
	rc = ring_register(&ring, m.addr, PTE_SIZE);
	if (rc)
		scenario_broken(s, "IORING_REGISTER_BUFFERS: %s", strerror(-rc));
	soft_dirty_clear(s);
	m.flags |= VMA_SOFT_CLEARED;
	expect_mapping(s, "soft-dirty cleared", &m, WRITTEN(0, .soft_dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true), ZERO);
}

SCENARIO(walkers_pinned, "walkers", "soft-dirty-pinned",
	 "a pinned page stays writable and soft-dirty when the others' bits are cleared",
	 .run = pinned);

/* mm/huge_memory.c can_change_pmd_writable(): an exclusive folio needs no fault to be written again */
static void protect_back(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 2 * PMD_SIZE);
	bool opened = kernel_features(scenario_kernel(s))->mprotect_opens_pmd;

	touch_write(&m, 0, 'w');
	touch_read(&m, PMD_SIZE);
	if (mprotect(m.addr, m.size, PROT_READ) || mprotect(m.addr, m.size, PROT_READ | PROT_WRITE))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	expect_mapping(s, "protected and opened again", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = opened, .dirty = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(walkers_protect_back, "walkers", "protect-back",
	 "a large folio may be written at once when the protection ends, the huge zero folio may not",
	 .run = protect_back);
