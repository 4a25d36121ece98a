// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Direct I/O from one DAX file into another: fs/dax.c dax_iomap_rw() copies, through the mapping and
 * with its faults, and takes no page.
 */
#include <errno.h>
#include <string.h>

#include "daxtest/fsdax.h"

static int file_direct(struct scenario *s, char byte)
{
	int fd = fsdax_file_written(s, PMD_SIZE, byte);

	if (fcntl(fd, F_SETFL, O_DIRECT))
		scenario_broken(s, "O_DIRECT: %s", strerror(errno));
	return fd;
}

static void from_hole(struct scenario *s)
{
	int fd = file_direct(s, 'd');
	struct mapping m = fsdax_map(s, fsdax_file(s, PMD_SIZE));
	char byte = 'x';

	expect_result(s, "written from a hole", "bytes", PTE_SIZE,
		      pwrite(fd, m.addr, PTE_SIZE, 0), "write(2)");
	expect_mapping(s, "written from a hole", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	if (pread(fd, &byte, 1, 1) != 1)
		scenario_broken(s, "pread: %s", strerror(errno));
	expect_result(s, "written from a hole", "byte in the file", 0, byte, "holes read as zeroes");
}

SCENARIO(direct_from_hole, "fsdax", "direct.from-hole",
	 "a direct write from a mapped hole of another DAX file maps the huge zero folio, writes zeroes",
	 .needs = &need_fsdax, .run = from_hole);

static void into_hole(struct scenario *s)
{
	int fd = file_direct(s, 'd');
	struct mapping m = fsdax_map(s, fsdax_file_unwritten(s, PMD_SIZE));

	touch_read(&m, 0);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "hole read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	expect_result(s, "read into it", "bytes", PTE_SIZE, pread(fd, m.addr, PTE_SIZE, 0),
		      "read(2)");
	expect_mapping(s, "read into it", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
	expect_result(s, "read into it", "last byte read", 'd', touch_read(&m, PTE_SIZE - 1),
		      "the other file's data");
	expect_result(s, "read into it", "byte behind", 0, touch_read(&m, PTE_SIZE),
		      "unwritten blocks are zeroes");
}

SCENARIO(direct_into_hole, "fsdax", "direct.into-hole",
	 "a direct read of a DAX file into a mapped hole of another one replaces the huge zero folio",
	 .needs = &need_fsdax, .run = into_hole);
