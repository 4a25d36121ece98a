// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The ring buffer of a perf event. Since 6.15 it is a PFN map of pages of the kernel
 * (kernel/events/core.c map_range()), whose first page, the control page, becomes writable by a
 * write. Before, a fault handler gave out pages.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "lib/harness/scenario.h"
#include "mmtest/move.h"

#define PAGES_OF_RING 5		/* the control page and a power of two */

static struct mapping map_ring(struct scenario *s)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr),
					.config = PERF_COUNT_SW_DUMMY, .disabled = 1,
					.exclude_kernel = 1, .exclude_hv = 1 };
	int prot = PROT_READ | PROT_WRITE, fd;
	struct mapping m = { .size = PAGES_OF_RING * PTE_SIZE };

	fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		scenario_skip(s, "perf_event_open: %s (CONFIG_PERF_EVENTS, "
			      "kernel.perf_event_paranoid)", strerror(errno));
	m.flags = mapping_vma_flags(prot, MAP_SHARED) | VMA_DONTCOPY | VMA_DONTEXPAND;
	if (kernel_features(scenario_kernel(s))->perf_pfn_map)
		m.flags |= VMA_PFNMAP | VMA_IO;
	else
		m.flags |= VMA_MKWRITE;
	m.addr = mmap(mapping_address(m.size), m.size, prot, MAP_SHARED | MAP_FIXED_NOREPLACE, fd,
		      0);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping a perf event: %s", strerror(errno));
	close(fd);
	return m;
}

#define REST(kind) PAGES(PTE_SIZE, (PAGES_OF_RING - 1) * PTE_SIZE, kind, LEVEL_PTE)

static void write_pfn_map(struct scenario *s, const struct mapping *m)
{
	expect_mapping(s, "mapped", m, PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE), REST(PAGE_PFN));
	touch_write(m, offsetof(struct perf_event_mmap_page, data_tail), 0);
	expect_mapping(s, "control page written", m,
		       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true, .dirty = true),
		       REST(PAGE_PFN));
}

static void write_pages(struct scenario *s, const struct mapping *m)
{
	expect_absent(s, "mapped", m);
	touch_read(m, PTE_SIZE);
	touch_write(m, offsetof(struct perf_event_mmap_page, data_tail), 0);
	expect_mapping(s, "both touched", m,
		       PAGES(0, PTE_SIZE, PAGE_KERNEL, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_KERNEL, LEVEL_PTE));
}

static void touched(struct scenario *s)
{
	struct mapping m = map_ring(s);

	if (m.flags & VMA_PFNMAP)
		write_pfn_map(s, &m);
	else
		write_pages(s, &m);
	expect_result(s, "another page written", "signal", SIGBUS,
		      access_signal(&m, PTE_SIZE, true),
		      "kernel/events/core.c: others are read-only");
}

SCENARIO(perf_touched, "perf", "touched",
	 "a perf ring is special pfns, before 6.15 inserted pages, of which only the first becomes writable", .run = touched);

static void moved(struct scenario *s)
{
	struct mapping m = map_ring(s);

	if (!(m.flags & VMA_PFNMAP))
		scenario_skip(s, "before 6.15 a perf ring was no PFN map");
	touch_write(&m, offsetof(struct perf_event_mmap_page, data_tail), 0);
	m = mapping_move(s, &m, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true, .dirty = true),
		       REST(PAGE_PFN));
	expect_result(s, "a part of it unmapped", "errno", EINVAL,
		      munmap(m.addr, PTE_SIZE) ? errno : 0,
		      "kernel/events/core.c perf_mmap_may_split()");
	expect_mapping(s, "after that", &m,
		       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true, .dirty = true),
		       REST(PAGE_PFN));
}

SCENARIO(perf_moved, "perf", "moved",
	 "a perf ring moves as it is, and cannot be split", .run = moved);

static void in_child(struct scenario *s, void *arg)
{
	expect_result(s, "in the child", "signal of a read", SIGSEGV,
		      access_signal((const struct mapping *)arg, 0, false),
		      "kernel/events/core.c perf_mmap(): VM_DONTCOPY");
}

static void forked(struct scenario *s)
{
	struct mapping m = map_ring(s);

	touch_read(&m, 0);
	in_other_process(s, in_child, &m);
	if (m.flags & VMA_PFNMAP)
		expect_mapping(s, "in the parent", &m, PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE),
			       REST(PAGE_PFN));
}

SCENARIO(perf_forked, "perf", "forked", "a child has no part in a perf ring", .run = forked);
