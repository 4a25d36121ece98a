// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CoW in a PFN map. mm/memory.c, kernel-doc of __vm_normal_page(): "A raw VM_PFNMAP mapping (ie. one
 * that is not COWed) is always considered a special mapping"; "COWed pages of a VM_PFNMAP are always
 * normal"; and of remap_pfn_range(): the pfns of such a mapping are consecutive, from vm_pgoff on.
 */
#include "mmtest/devmem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lib/base/device.h"
#include "mmtest/child.h"
#include "mmtest/move.h"

struct mapping devmem_map(struct scenario *s, int flags)
{
	int prot = PROT_READ | PROT_WRITE;
	struct mapping m = { .size = DEVMEM_SIZE,
			     .flags = mapping_vma_flags(prot, flags) | VMA_PFNMAP | VMA_IO |
				      VMA_DONTEXPAND };
	int fd = -1;
	struct error *err = device_open("mem", O_RDWR, &fd);

	if (err)
		scenario_skip(s, "%s (CONFIG_DEVMEM, no lockdown, root)", err->message);
	m.addr = mmap(mapping_address(m.size), m.size, prot, flags | MAP_FIXED_NOREPLACE, fd,
		      DEVMEM_PFN * PTE_SIZE);
	if (m.addr == MAP_FAILED)
		scenario_skip(s, "mapping the BIOS from /dev/mem: %s", strerror(errno));
	close(fd);
	return m;
}

/* @nr pages of it from page @first on */
#define RAW(at, first, nr, ...)								\
	PAGES((at) * PTE_SIZE, (nr) * PTE_SIZE, PAGE_PFN, LEVEL_PTE,			\
	      .pfn = DEVMEM_PFN + (first), ##__VA_ARGS__)
#define COWED(at, ...)									\
	PAGES((at) * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, ##__VA_ARGS__)

static void shared(struct scenario *s)
{
	struct mapping m = devmem_map(s, MAP_SHARED);

	expect_mapping(s, "mapped", &m, RAW(0, 0, 8, .writable = true));
}

SCENARIO(devmem_shared, "devmem", "shared",
	 "a shared mapping of /dev/mem is raw pfns, special, whatever is behind them",
	 .run = shared);

static struct mapping map_cowed(struct scenario *s)
{
	struct mapping m = devmem_map(s, MAP_PRIVATE);
	char before = touch_read(&m, 3 * PTE_SIZE + 1);

	touch_write(&m, 3 * PTE_SIZE, 'c');
	expect_result(s, "written", "byte beside", before, touch_read(&m, 3 * PTE_SIZE + 1),
		      "a copy of the page behind the pfn");
	return m;
}

static void cow(struct scenario *s)
{
	struct mapping m = devmem_map(s, MAP_PRIVATE);

	expect_mapping(s, "untouched", &m, RAW(0, 0, 8));
	touch_write(&m, 3 * PTE_SIZE, 'c');
	expect_mapping(s, "written", &m, RAW(0, 0, 3), COWED(3, .writable = true), RAW(4, 4, 4));
	touch_write(&m, 0, 'c');
	touch_write(&m, 7 * PTE_SIZE, 'c');
	expect_mapping(s, "both ends written", &m, COWED(0, .writable = true), RAW(1, 1, 2),
		       COWED(3, .writable = true), RAW(4, 4, 3), COWED(7, .writable = true));
}

SCENARIO(devmem_cow, "devmem", "cow",
	 "in a private mapping what is written becomes anonymous and normal, the rest stays special",
	 .run = cow);

static void part(struct scenario *s)
{
	struct mapping m = map_cowed(s);
	struct mapping first = mapping_part(&m, 0, 2 * PTE_SIZE);
	struct mapping last = mapping_part(&m, 3 * PTE_SIZE, 5 * PTE_SIZE);

	if (munmap(first.addr + first.size, PTE_SIZE))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_mapping(s, "below the hole", &first, RAW(0, 0, 2));
	expect_mapping(s, "above the hole", &last, COWED(0, .writable = true), RAW(1, 4, 4));
}

SCENARIO(devmem_munmap, "devmem", "cow.munmap",
	 "both parts of a mapping with a hole keep what they had, pfns counted on", .run = part);

static void in_child(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_mapping(s, "in the child", m, RAW(0, 0, 3), COWED(3, .mapcount = 2), RAW(4, 4, 4));
	touch_write(m, 3 * PTE_SIZE, 'd');
	touch_write(m, 4 * PTE_SIZE, 'd');
	expect_mapping(s, "written by the child", m, RAW(0, 0, 3), COWED(3, .writable = true),
		       COWED(4, .writable = true), RAW(5, 5, 3));
}

static void forked(struct scenario *s)
{
	struct mapping m = map_cowed(s);
	struct child child;

	in_other_process(s, in_child, &m);
	expect_mapping(s, "after the child's end", &m, RAW(0, 0, 3), COWED(3), RAW(4, 4, 4));
	child = child_start(s);
	expect_mapping(s, "with a child", &m, RAW(0, 0, 3), COWED(3, .mapcount = 2), RAW(4, 4, 4));
	touch_write(&m, 3 * PTE_SIZE, 'e');
	expect_mapping(s, "written by the parent", &m, RAW(0, 0, 3), COWED(3, .writable = true),
		       RAW(4, 4, 4));
	child_end(s, &child);
}

SCENARIO(devmem_fork, "devmem", "cow.fork",
	 "a child gets the special entries and shares the copy, which each takes for itself",
	 .run = forked);

static void moved(struct scenario *s)
{
	struct mapping m = map_cowed(s), half;

	m = mapping_move(s, &m, 0, 0);
	expect_mapping(s, "moved", &m, RAW(0, 0, 3), COWED(3, .writable = true), RAW(4, 4, 4));
	half = mapping_part(&m, 2 * PTE_SIZE, 6 * PTE_SIZE);
	half = mapping_move(s, &half, 5 * PTE_SIZE, 0);
	m.size = 2 * PTE_SIZE;
	expect_mapping(s, "what stayed", &m, RAW(0, 0, 2));
	expect_mapping(s, "what moved once more", &half, RAW(0, 2, 1), COWED(1, .writable = true),
		       RAW(2, 4, 4));
}

SCENARIO(devmem_move, "devmem", "cow.move",
	 "moved, wholly or in part, raw pfns stay special and the copy normal", .run = moved);

static void refused(struct scenario *s)
{
	struct mapping m = map_cowed(s), moved = m;

	expect_result(s, "MADV_DONTNEED", "errno", EINVAL,
		      madvise(m.addr, m.size, MADV_DONTNEED) ? errno : 0,
		      "mm/madvise.c: not for VM_PFNMAP, no fault could bring it back");
	moved.addr = mremap(m.addr, m.size, m.size + PTE_SIZE, 0);
	expect_result(s, "made longer", "errno", EFAULT, moved.addr == MAP_FAILED ? errno : 0,
		      "mm/mremap.c: VM_DONTEXPAND, VM_PFNMAP");
	expect_mapping(s, "after both", &m, RAW(0, 0, 3), COWED(3, .writable = true), RAW(4, 4, 4));
}

SCENARIO(devmem_refused, "devmem", "cow.refused",
	 "what would need a fault handler is refused, and changes nothing", .run = refused);

static void protect(struct scenario *s)
{
	struct mapping m = map_cowed(s);

	if (mprotect(m.addr, m.size, PROT_READ))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	m.flags &= ~VMA_WRITE;
	expect_mapping(s, "PROT_READ", &m, RAW(0, 0, 3), COWED(3), RAW(4, 4, 4));
	if (mprotect(m.addr, m.size, PROT_READ | PROT_WRITE))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	m.flags |= VMA_WRITE;
	touch_write(&m, 3 * PTE_SIZE, 'p');
	touch_write(&m, 4 * PTE_SIZE, 'p');
	expect_mapping(s, "written again", &m, RAW(0, 0, 3), COWED(3, .writable = true),
		       COWED(4, .writable = true), RAW(5, 5, 3));
}

SCENARIO(devmem_protect, "devmem", "cow.protect",
	 "protection changes what may be done with an entry, not what it is", .run = protect);
