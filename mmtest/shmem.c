// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tmpfs and its large folios, for contrast. What a PMD maps of a file is not split but forgotten
 * (mm/huge_memory.c __split_huge_pmd_locked()): a fault finds it again.
 */
#include <errno.h>
#include <string.h>

#include "mmtest/file.h"
#include "mmtest/large_memory.h"
#include "mmtest/move.h"

static int huge_file(struct scenario *s)
{
	return file_on(s, "tmpfs", "always", 2 * PMD_SIZE);
}

static void small(struct scenario *s)
{
	struct mapping m = file_map(s, file_on(s, "tmpfs", "never", PMD_SIZE));

	touch_write(&m, 0, 's');
	touch_write(&m, 100 * PTE_SIZE, 's');
	expect_mapping(s, "written", &m,
		       PAGES(0, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(100 * PTE_SIZE, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .writable = true,
			     .dirty = true));
	m = mapping_move(s, &m, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(100 * PTE_SIZE, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(shmem_small, "shmem", "small", "small pages of tmpfs are normal", .run = small);

static void huge(struct scenario *s)
{
	struct mapping m = file_map(s, huge_file(s), .size = 2 * PMD_SIZE);

	touch_read(&m, 0);
	touch_write(&m, PMD_SIZE + 5, 's');
	expect_mapping(s, "one read, one written", &m,
		       PAGES(0, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD, .writable = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD, .writable = true,
			     .dirty = true));
	m = mapping_move(s, &m, 0, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD, .writable = true),
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD, .writable = true,
			     .dirty = true));
}

SCENARIO(shmem_huge, "shmem", "huge",
	 "a large folio of tmpfs is mapped by a PMD, normal also where it holds nothing but zeroes",
	 .run = huge);

static void cow(struct scenario *s)
{
	struct mapping m = file_map(s, huge_file(s), .flags = MAP_PRIVATE);

	touch_read(&m, 0);
	expect_mapping(s, "read", &m, PAGES(0, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD));
	touch_write(&m, 5 * PTE_SIZE, 'c');
	expect_mapping(s, "written", &m,
		       PAGES(5 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(shmem_cow, "shmem", "cow",
	 "a write through a private mapping takes the PMD away and maps one anonymous copy",
	 .run = cow);

static void part(struct scenario *s)
{
	struct mapping m = file_map(s, huge_file(s));
	struct mapping first = mapping_part(&m, 0, 16 * PTE_SIZE);
	struct mapping last = mapping_part(&m, 17 * PTE_SIZE, PMD_SIZE - 17 * PTE_SIZE);

	touch_write(&m, 0, 's');
	expect_mapping(s, "written", &m, PAGES(0, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD,
					       .writable = true, .dirty = true));
	if (munmap(first.addr + first.size, PTE_SIZE))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_absent(s, "below the hole", &first);
	expect_absent(s, "above the hole", &last);
	touch_write(&first, PTE_SIZE, 's');
	expect_mapping(s, "written again", &first,
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .writable = true,
			     .dirty = true, .large = true));
	expect_result(s, "written again", "byte of before", 's', touch_read(&first, 0),
		      "the file has it");
}

SCENARIO(shmem_part, "shmem", "munmap-part",
	 "unmapping a part of the PMD takes all of it away; the file's pages come back one by one",
	 .run = part);

static void twice(struct scenario *s)
{
	int fd = huge_file(s);
	struct mapping m = file_map(s, fd), other = file_map(s, fd);

	touch_write(&m, 0, 's');
	touch_write(&other, 0, 's');
	expect_mapping(s, "mapped twice", &m,
		       PAGES(0, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD, .writable = true, .dirty = true,
			     .mapcount = 2));
	if (munmap(other.addr, other.size))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_mapping(s, "mapped once", &m,
		       PAGES(0, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(shmem_twice, "shmem", "mapped-twice",
	 "a PMD that two mappings have is shared, and then exclusive again", .run = twice);

/* mm/khugepaged.c try_collapse_pte_mapped_thp(): the folio is there, only its PMD is missing */
static void collapse(struct scenario *s)
{
	struct mapping m = file_map(s, huge_file(s));
	struct mapping page = mapping_part(&m, 5 * PTE_SIZE, PTE_SIZE);

	touch_write(&m, 0, 's');
	/* another protection for a part takes the PMD away */
	if (mprotect(page.addr, page.size, PROT_READ) ||
	    mprotect(page.addr, page.size, PROT_READ | PROT_WRITE))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	touch_read(&m, 0);
	touch_read(&m, 7 * PTE_SIZE);
	large_memory_collapse(s, &m);
	touch_write(&m, 0, 't');
	expect_mapping(s, "collapsed", &m, PAGES(0, PMD_SIZE, PAGE_SHMEM, LEVEL_PMD,
						 .writable = true, .dirty = true));
}

SCENARIO(shmem_collapse, "shmem", "collapse",
	 "the pages of a large folio that are mapped one by one get their PMD back", .run = collapse);
