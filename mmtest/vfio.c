// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A BAR mapped by vfio-pci: drivers/vfio/pci/vfio_pci_core.c vfio_pci_mmap_huge_fault() puts raw pfns
 * at the level that address, offset and what is left of the vma allow, all of them special.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "lib/trace/probe.h"
#include "mmtest/vfio_device.h"

/* before 6.12 the first fault filled the vma: remap_pfn_range() */
static void by_ptes(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = vfio_map(s, &vfio, .size = 16 * PTE_SIZE, .skew = PTE_SIZE);
	bool all = !kernel_features(scenario_kernel(s))->pfnmap_faults;

	touch_read(&m, 0);
	touch_read(&m, 3 * PTE_SIZE);
	if (all)
		expect_mapping(s, "after the reads", &m,
			       PAGES(0, m.size, PAGE_PFN, LEVEL_PTE, .writable = true));
	else
		expect_mapping(s, "after the reads", &m,
			       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true),
			       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_PFN, LEVEL_PTE,
				     .writable = true));
}

SCENARIO(vfio_pte, "vfio", "map.pte", "a BAR at an address that fits no PMD is mapped by special PTEs",
	 .run = by_ptes);

static const char *inserter(enum level level)
{
	return level == LEVEL_PUD ? "vmf_insert_pfn_pud" : "vmf_insert_pfn_pmd";
}

PROBE(vmf_insert_pfn_pmd) = {
	.function = "vmf_insert_pfn_pmd",
	.args = { "addr=+24($arg1):x64" },
};
PROBE(vmf_insert_pfn_pud) = {
	.function = "vmf_insert_pfn_pud",
	.args = { "addr=+24($arg1):x64" },
};

static struct mapping map_huge(struct scenario *s, const struct vfio *vfio, enum level level)
{
	vfio_need_huge(s);
	return vfio_map(s, vfio, .size = level_size(level));
}

static void read_huge(struct scenario *s, enum level level)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = map_huge(s, &vfio, level);

	touch_read(&m, m.size / 2);
	expect_called(s, inserter(level));
	expect_mapping(s, "after the read", &m,
		       PAGES(0, m.size, PAGE_PFN, level, .writable = true));
}

static void read_pmd(struct scenario *s)
{
	read_huge(s, LEVEL_PMD);
}

SCENARIO(vfio_pmd, "vfio", "map.pmd", "2 MiB of a BAR are mapped by one special PMD",
	 .run = read_pmd);

static void read_pud(struct scenario *s)
{
	read_huge(s, LEVEL_PUD);
}

SCENARIO(vfio_pud, "vfio", "map.pud", "1 GiB of a BAR is mapped by one special PUD",
	 .run = read_pud);

/* the last page has no room for a PMD: vfio_pci_core.c is_aligned_for_order() */
static void with_rest(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m;

	vfio_need_huge(s);
	m = vfio_map(s, &vfio, .size = PMD_SIZE + PTE_SIZE);
	touch_read(&m, 0);
	touch_read(&m, PMD_SIZE);
	expect_mapping(s, "after the reads", &m,
		       PAGES(0, PMD_SIZE, PAGE_PFN, LEVEL_PMD, .writable = true),
		       PAGES(PMD_SIZE, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true));
}

SCENARIO(vfio_rest, "vfio", "map.pmd-and-pte",
	 "a BAR's mapping that ends behind a PMD has that and a PTE", .run = with_rest);

static void at_offset(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m;

	vfio_need_huge(s);
	m = vfio_map(s, &vfio, .offset = PTE_SIZE);
	touch_read(&m, 0);
	expect_not_called(s, "vmf_insert_pfn_pmd");
	expect_mapping(s, "after the read", &m,
		       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true));
}

SCENARIO(vfio_offset, "vfio", "map.pte-unaligned-offset",
	 "an offset in the BAR that does not fit the address gets PTEs", .run = at_offset);

/* a write sets the bit in the entry; there is no page to be dirty */
static void written(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = map_huge(s, &vfio, LEVEL_PMD);

	touch_write(&m, 0, 1);
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PMD_SIZE, PAGE_PFN, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(vfio_write, "vfio", "write.pmd", "writing to a BAR makes its PMD dirty, and no page",
	 .run = written);

/* VM_PFNMAP is copied: mm/memory.c vma_needs_copy(); looking comes last, as it zaps PUDs */
static void in_child(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;
	enum level level = m->size == PUD_SIZE ? LEVEL_PUD : LEVEL_PMD;

	expect_mapping(s, "in the child", m,
		       PAGES(0, m->size, PAGE_PFN, level, .writable = true));
}

static void forked(struct scenario *s, enum level level)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = map_huge(s, &vfio, level);

	touch_read(&m, 0);
	in_other_process(s, in_child, &m);
	expect_mapping(s, "in the parent", &m,
		       PAGES(0, m.size, PAGE_PFN, level, .writable = true));
}

static void forked_pmd(struct scenario *s)
{
	forked(s, LEVEL_PMD);
}

SCENARIO(vfio_fork_pmd, "vfio", "fork.pmd", "a child has a copy of a BAR's PMD",
	 .run = forked_pmd);

static void forked_pud(struct scenario *s)
{
	forked(s, LEVEL_PUD);
}

SCENARIO(vfio_fork_pud, "vfio", "fork.pud", "a child has a copy of a BAR's PUD",
	 .run = forked_pud);

static void moved(struct scenario *s, enum level level)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = map_huge(s, &vfio, level);
	char *to = mapping_address(m.size);

	touch_read(&m, 0);
	if (mremap(m.addr, m.size, m.size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to)
		scenario_broken(s, "mremap: %s", strerror(errno));
	m.addr = to;
	expect_mapping(s, "at the other address", &m,
		       PAGES(0, m.size, PAGE_PFN, level, .writable = true));
}

static void moved_pmd(struct scenario *s)
{
	moved(s, LEVEL_PMD);
}

SCENARIO(vfio_mremap_pmd, "vfio", "mremap.pmd", "a BAR's PMD moves as it is, special",
	 .run = moved_pmd);

static void moved_pud(struct scenario *s)
{
	scenario_hazard(s, "moving a PUD is reported as a damaged page table since 6.12: bad pud");
	moved(s, LEVEL_PUD);
}

SCENARIO(vfio_mremap_pud, "vfio", "mremap.pud", "a BAR's PUD moves as it is, special",
	 .run = moved_pud);

/* vfio_pci_core.c vfio_pci_zap_and_down_write_memory_lock(); faults are refused meanwhile */
static void switched_off(struct scenario *s, enum level level)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = map_huge(s, &vfio, level);

	touch_read(&m, 0);
	vfio_decode(s, &vfio, false);
	expect_absent(s, "memory space switched off", &m);
	expect_result(s, "memory space switched off", "signal", SIGBUS, access_signal(&m, 0, false),
		      "drivers/vfio/pci/vfio_pci_core.c vfio_pci_vmf_insert_pfn()");
	vfio_decode(s, &vfio, true);
	touch_read(&m, 0);
	expect_mapping(s, "switched on again", &m,
		       PAGES(0, m.size, PAGE_PFN, level, .writable = true));
}

static void switched_off_pmd(struct scenario *s)
{
	switched_off(s, LEVEL_PMD);
}

SCENARIO(vfio_off_pmd, "vfio", "off.pmd",
	 "a device that no longer answers is unmapped, and faulted in again later",
	 .run = switched_off_pmd);

static void switched_off_pud(struct scenario *s)
{
	switched_off(s, LEVEL_PUD);
}

SCENARIO(vfio_off_pud, "vfio", "off.pud",
	 "a device that no longer answers is unmapped, also by PUD", .run = switched_off_pud);
