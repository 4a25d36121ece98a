// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings of blocks that hold data: DAX folios, always normal. */
#include "daxtest/fsdax.h"

static void read_pmd(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file_written(s, PMD_SIZE, 'd'));
	char byte = touch_read(&m, PMD_SIZE - 1);

	expect_called(s, "vmf_insert_folio_pmd", ARG("write", 0));
	expect_result(s, "after the read", "byte read", 'd', byte, "the file's data");
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD));
	touch_write(&m, 0, 'e');
	expect_mapping(s, "after a write", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(data_read_pmd, "fsdax", "data.read-pmd",
	 "a read fault on allocated blocks maps a DAX folio by a read-only PMD; a write upgrades it",
	 .needs = &need_fsdax, .run = read_pmd);

static void read_pte(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file_written(s, 2 * PMD_SIZE, 'd'), .skew = PTE_SIZE);

	touch_read(&m, 0);
	touch_read(&m, PTE_SIZE);
	expect_not_called(s, "vmf_insert_folio_pmd");
	expect_mapping(s, "after the reads", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_FSDAX, LEVEL_PTE));
}

SCENARIO(data_read_pte, "fsdax", "data.read-pte",
	 "read faults on allocated blocks where no PMD fits map single DAX pages",
	 .needs = &need_fsdax, .run = read_pte);

static void read_twice(struct scenario *s)
{
	int fd = fsdax_file_written(s, PMD_SIZE, 'd');
	struct mapping a = fsdax_map(s, fd), b = fsdax_map(s, fd);

	touch_read(&a, 0);
	touch_read(&b, 0);
	expect_mapping(s, "first mapping", &a,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .mapcount = 2));
	expect_mapping(s, "second mapping", &b,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .mapcount = 2));
	if (munmap(a.addr, a.size))
		scenario_broken(s, "munmap failed");
	expect_mapping(s, "first one unmapped", &b, PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD));
}

SCENARIO(data_read_twice, "fsdax", "data.read-twice",
	 "two mappings of the same blocks share the folio, which is counted for both",
	 .needs = &need_fsdax, .run = read_twice);

/* what was written back is clean, also in the eyes of a mapping that comes later */
static void clean_after_fsync(struct scenario *s, size_t skew, enum level level)
{
	int fd = fsdax_file_written(s, 2 * PMD_SIZE, 'd');
	struct mapping m = fsdax_map(s, fd, .skew = skew);
	uint64_t size = level_size(level);

	touch_write(&m, 0, 'x');
	expect_mapping(s, "after the write", &m,
		       PAGES(0, size, PAGE_FSDAX, level, .writable = true, .dirty = true));
	if (munmap(m.addr, m.size) || fsync(fd))
		scenario_broken(s, "munmap or fsync failed");
	m = fsdax_map(s, fd, .skew = skew);
	expect_result(s, "mapped again", "byte written", 'x', touch_read(&m, 0), "the file's data");
	expect_mapping(s, "mapped again", &m, PAGES(0, size, PAGE_FSDAX, level, .clean = true));
}

static void clean_after_fsync_pmd(struct scenario *s)
{
	clean_after_fsync(s, 0, LEVEL_PMD);
}

SCENARIO(data_clean_after_fsync_pmd, "fsdax", "data.clean-after-fsync-pmd",
	 "data written through a PMD and synced are clean in the next mapping",
	 .needs = &need_fsdax, .run = clean_after_fsync_pmd);

static void clean_after_fsync_pte(struct scenario *s)
{
	clean_after_fsync(s, PTE_SIZE, LEVEL_PTE);
}

SCENARIO(data_clean_after_fsync_pte, "fsdax", "data.clean-after-fsync-pte",
	 "data written through a PTE and synced are clean in the next mapping",
	 .needs = &need_fsdax, .run = clean_after_fsync_pte);
