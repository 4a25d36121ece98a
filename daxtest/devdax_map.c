// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Faults of device-dax: drivers/dax/device.c dev_dax_huge_fault() maps an entry of exactly the
 * device's alignment. Such a vma has no page_mkwrite(): an entry is as writable as the vma from the
 * first read on (mm/vma.c vma_wants_writenotify()).
 */
#include <errno.h>

#include "daxtest/devdax.h"

#define UNIT(s, nr, ...)							\
	PAGES((nr) * devdax_unit(s), devdax_unit(s), PAGE_DEVDAX, devdax_level(s), ##__VA_ARGS__)

static void read_only(struct scenario *s)
{
	struct mapping m = devdax_map(s, 1, PROT_READ);

	touch_read(&m, m.size / 2);
	expect_devdax_inserted(s, false);
	expect_mapping(s, "after the read", &m, UNIT(s, 0));
}

SCENARIO(devdax_read_only, "devdax", "map.read-only",
	 "a read fault maps one folio of the device's alignment, as a normal page",
	 .needs = &need_devdax, .run = read_only);

static void read_write(struct scenario *s)
{
	struct mapping m = devdax_map(s, 1, PROT_READ | PROT_WRITE);

	touch_read(&m, 0);
	expect_devdax_inserted(s, false);
	expect_mapping(s, "after the read", &m, UNIT(s, 0, .writable = true));
	touch_write(&m, 5, 'x');
	expect_mapping(s, "after the write", &m, UNIT(s, 0, .writable = true, .dirty = true));
	expect_result(s, "after the write", "byte written", 'x', touch_read(&m, 5), "mmap(2)");
}

SCENARIO(devdax_read_write, "devdax", "map.read-write",
	 "a read maps an entry that may be written at once: the write only makes it dirty",
	 .needs = &need_devdax, .run = read_write);

static void write_first(struct scenario *s)
{
	struct mapping m = devdax_map(s, 1, PROT_READ | PROT_WRITE);

	touch_write(&m, m.size - 1, 'y');
	expect_devdax_inserted(s, true);
	expect_mapping(s, "after the write", &m, UNIT(s, 0, .writable = true, .dirty = true));
}

SCENARIO(devdax_write, "devdax", "map.write",
	 "a write fault maps one folio, writable and dirty",
	 .needs = &need_devdax, .run = write_first);

static void two_units(struct scenario *s)
{
	struct mapping m = devdax_map(s, 2, PROT_READ | PROT_WRITE);

	touch_read(&m, devdax_unit(s));
	expect_mapping(s, "second one read", &m, UNIT(s, 1, .writable = true));
	touch_write(&m, 0, 'z');
	expect_mapping(s, "first one written", &m, UNIT(s, 0, .writable = true, .dirty = true),
		       UNIT(s, 1, .writable = true));
}

SCENARIO(devdax_two_units, "devdax", "map.two-units",
	 "each folio of the device is mapped by its own fault",
	 .needs = &need_devdax, .run = two_units);

static void two_mappings(struct scenario *s)
{
	struct mapping a = devdax_map(s, 1, PROT_READ | PROT_WRITE);
	struct mapping b = devdax_map(s, 1, PROT_READ);

	touch_write(&a, 0, 'a');
	expect_result(s, "read through the other one", "byte written", 'a', touch_read(&b, 0),
		      "both map the same device");
	expect_mapping(s, "both mapped, the written one", &a,
		       UNIT(s, 0, .writable = true, .dirty = true, .mapcount = 2));
	/* a look at one PUD takes away the other one, too (walk-zaps-dax-pud) */
	touch_read(&b, 0);
	expect_mapping(s, "both mapped, the read one", &b, UNIT(s, 0, .mapcount = 2));
	if (munmap(a.addr, a.size))
		scenario_broken(s, "munmap failed");
	expect_mapping(s, "one unmapped", &b, UNIT(s, 0));
}

SCENARIO(devdax_two_mappings, "devdax", "map.two-mappings",
	 "two mappings share the folio, which is counted for both",
	 .needs = &need_devdax, .run = two_mappings);

static void private(struct scenario *s)
{
	char *addr = mapping_address(devdax_unit(s));
	void *p = mmap(addr, devdax_unit(s), PROT_READ, MAP_PRIVATE | MAP_FIXED_NOREPLACE,
		       devdax_open(s), 0);

	expect_result(s, "mapping it private", "errno", EINVAL, p == MAP_FAILED ? errno : 0,
		      "drivers/dax/device.c check_vma(): attempted private mapping");
}

SCENARIO(devdax_private, "devdax", "map.private", "a private mapping is refused",
	 .needs = &need_devdax, .run = private);

static void unaligned(struct scenario *s)
{
	size_t unit = devdax_unit(s);
	char *addr = mapping_address(2 * unit);
	int fd = devdax_open(s);
	void *p = mmap(addr + PTE_SIZE, unit, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);

	expect_result(s, "mapping it at an unaligned address", "errno", EINVAL,
		      p == MAP_FAILED ? errno : 0,
		      "drivers/dax/device.c check_vma(): unaligned vma");
	p = mmap(addr, unit / 2, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);
	expect_result(s, "mapping half of a folio", "errno", EINVAL, p == MAP_FAILED ? errno : 0,
		      "drivers/dax/device.c check_vma(): unaligned vma");
}

SCENARIO(devdax_unaligned, "devdax", "map.unaligned",
	 "an address or a length that is no multiple of the alignment is refused",
	 .needs = &need_devdax_huge, .run = unaligned);

static void look_and_read(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_absent(s, "in the child", m);
	expect_result(s, "read by the child", "byte written", 'p', touch_read(m, 0), "fork(2)");
	expect_mapping(s, "read by the child", m, UNIT(s, 0, .writable = true, .mapcount = 2));
}

static void fork_shared(struct scenario *s)
{
	struct mapping m = devdax_map(s, 1, PROT_READ | PROT_WRITE);

	touch_write(&m, 0, 'p');
	in_other_process(s, look_and_read, &m);
	expect_mapping(s, "after the child's end", &m,
		       UNIT(s, 0, .writable = true, .dirty = true));
}

SCENARIO(devdax_fork, "devdax", "map.fork",
	 "a child starts without the entry and maps the same folio by a read",
	 .needs = &need_devdax, .run = fork_shared);
