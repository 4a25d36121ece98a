// SPDX-License-Identifier: GPL-2.0-or-later
/* Private mappings: fs/dax.c dax_fault_cow_page() copies into an anonymous page. */
#include "daxtest/fsdax.h"

static void over_hole(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, PMD_SIZE), .flags = MAP_PRIVATE);

	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_write(&m, PTE_SIZE, 'x');
	expect_no_huge_zero_inserted(s);
	expect_mapping(s, "after the write", &m,
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
	touch_read(&m, 0);
	expect_mapping(s, "another page read", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(cow_over_hole, "fsdax", "cow.over-hole",
	 "writing to a private huge zero mapping makes one anonymous page; the PMD is gone",
	 .needs = &need_fsdax, .run = over_hole);

static void over_data(struct scenario *s)
{
	int fd = fsdax_file_written(s, PMD_SIZE, 'd');
	struct mapping m = fsdax_map(s, fd, .flags = MAP_PRIVATE);
	char byte = 0;

	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD));
	touch_write(&m, 0, 'x');
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
	expect_result(s, "after the write", "byte beside", 'd', touch_read(&m, 1),
		     "CoW copies the page");
	touch_read(&m, PTE_SIZE);
	expect_mapping(s, "another page read", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE));
	if (pread(fd, &byte, 1, 0) != 1)
		scenario_broken(s, "pread failed");
	expect_result(s, "another page read", "byte in the file", 'd', byte,
		     "mmap(2): MAP_PRIVATE updates are not carried through to the file");
}

SCENARIO(cow_over_data, "fsdax", "cow.over-data",
	 "writing to a private mapping of data makes one anonymous copy; the file keeps its data",
	 .needs = &need_fsdax, .run = over_data);
