// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations on mappings of device-dax. The vma is only ever split at multiples of the alignment
 * (drivers/dax/device.c dev_dax_may_split()).
 */
#include <errno.h>
#include <string.h>

#include "daxtest/devdax.h"

#define WRITTEN(s, nr)								\
	PAGES((nr) * devdax_unit(s), devdax_unit(s), PAGE_DEVDAX, devdax_level(s),	\
	      .writable = true, .dirty = true)

static struct mapping map_written(struct scenario *s, unsigned int units)
{
	struct mapping m = devdax_map(s, units, PROT_READ | PROT_WRITE);

	for (unsigned int i = 0; i < units; i++)
		touch_write(&m, i * devdax_unit(s), (char)('a' + i));
	return m;
}

static void split_refused(struct scenario *s)
{
	const char *rule = "drivers/dax/device.c dev_dax_may_split()";
	struct mapping m = map_written(s, 1);
	size_t half = m.size / 2;

	expect_result(s, "munmap of half", "errno", EINVAL, munmap(m.addr + half, half) ? errno : 0,
		      rule);
	expect_result(s, "mprotect of half", "errno", EINVAL,
		      mprotect(m.addr, half, PROT_READ) ? errno : 0, rule);
	expect_result(s, "mprotect of one page", "errno", EINVAL,
		      mprotect(m.addr, PTE_SIZE, PROT_READ) ? errno : 0, rule);
	expect_mapping(s, "after what was refused", &m, WRITTEN(s, 0));
}

SCENARIO(devdax_split_refused, "devdax", "vma.split-refused",
	 "splitting a mapping within a folio is refused and changes nothing",
	 .needs = &need_devdax_huge, .run = split_refused);

static void munmap_unit(struct scenario *s)
{
	struct mapping m = map_written(s, 2);
	struct mapping left = mapping_part(&m, 0, devdax_unit(s));

	scenario_done(s, !munmap(m.addr + left.size, left.size), "munmap");
	expect_mapping(s, "second one unmapped", &left, WRITTEN(s, 0));
}

SCENARIO(devdax_munmap_unit, "devdax", "vma.munmap-unit",
	 "unmapping one folio leaves the entry of the other one",
	 .needs = &need_devdax, .run = munmap_unit);

static void mprotect_all(struct scenario *s)
{
	bool clears = kernel_features(scenario_kernel(s))->version < KERNEL(6, 12, 0);
	struct mapping m = map_written(s, 1);

	if (clears && devdax_level(s) == LEVEL_PUD)
		scenario_hazard(s, "mprotect() clears a PUD as a bad one and never gives its folio back");
	scenario_done(s, !mprotect(m.addr, m.size, PROT_READ), "mprotect");
	m.flags &= ~VMA_WRITE;
	expect_mapping(s, "read-only", &m,
		       PAGES(0, m.size, PAGE_DEVDAX, devdax_level(s), .dirty = true));
}

SCENARIO(devdax_mprotect_all, "devdax", "vma.mprotect-all",
	 "changing the protection of the whole keeps the entry, normal",
	 .needs = &need_devdax, .run = mprotect_all);

static void dontneed(struct scenario *s)
{
	struct mapping m = map_written(s, 1);

	scenario_done(s, !madvise(m.addr, m.size, MADV_DONTNEED), "madvise");
	expect_absent(s, "after MADV_DONTNEED", &m);
	expect_result(s, "read again", "byte written", 'a', touch_read(&m, 0),
		      "a shared mapping keeps its data");
	expect_mapping(s, "read again", &m,
		       PAGES(0, m.size, PAGE_DEVDAX, devdax_level(s), .writable = true));
}

SCENARIO(devdax_dontneed, "devdax", "vma.dontneed",
	 "MADV_DONTNEED clears the entry; the data stay on the device",
	 .needs = &need_devdax, .run = dontneed);

static void dontneed_part(struct scenario *s)
{
	struct mapping m = map_written(s, 1);

	scenario_done(s, !madvise(m.addr, PTE_SIZE, MADV_DONTNEED), "madvise");
	expect_absent(s, "after MADV_DONTNEED of a page", &m);
	expect_result(s, "read again", "byte written", 'a', touch_read(&m, 0),
		      "a shared mapping keeps its data");
	expect_mapping(s, "read again", &m,
		       PAGES(0, m.size, PAGE_DEVDAX, devdax_level(s), .writable = true));
}

SCENARIO(devdax_dontneed_part, "devdax", "vma.dontneed-part",
	 "MADV_DONTNEED of one page clears the whole entry; a read maps it again",
	 .needs = &need_devdax_huge, .run = dontneed_part);

static void mremap_move(struct scenario *s)
{
	struct mapping m = map_written(s, 1);
	char *to = mapping_address(m.size);

	if (devdax_level(s) == LEVEL_PUD)
		scenario_hazard(s, "mremap() clears a PUD as a bad one and never gives its folio back");
	m.addr = mremap(m.addr, m.size, m.size, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	scenario_done(s, m.addr != MAP_FAILED, "mremap");
	expect_mapping(s, "after the move", &m, WRITTEN(s, 0));
}

SCENARIO(devdax_mremap_move, "devdax", "vma.mremap-move",
	 "moving the mapping moves the entry: same level, still normal",
	 .needs = &need_devdax, .run = mremap_move);
