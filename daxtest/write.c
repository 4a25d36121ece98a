// SPDX-License-Identifier: GPL-2.0-or-later
/* A hole that is mapped and then gets data: the zero mapping must vanish everywhere. */
#include <errno.h>
#include <string.h>

#include "daxtest/fsdax.h"

static struct mapping map_and_read(struct scenario *s, int fd)
{
	struct mapping m = fsdax_map(s, fd);

	touch_read(&m, 0);
	return m;
}

static void same_process(struct scenario *s)
{
	struct mapping m = map_and_read(s, fsdax_file_unwritten(s, PMD_SIZE));

	expect_huge_zero_inserted(s);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_write(&m, 0, 'x');
	expect_called(s, "vmf_insert_folio_pmd", ARG("write", 1));
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
	expect_result(s, "after the write", "byte written", 'x', touch_read(&m, 0), "mmap(2)");
}

SCENARIO(write_same_process, "fsdax", "write.same-process",
	 "a write through the mapping replaces the huge zero folio by a DAX folio",
	 .needs = &need_fsdax, .run = same_process);

/* dax_insert_entry() unmaps the zero page everywhere: unmap_mapping_pages() */
static void other_mapping(struct scenario *s)
{
	int fd = fsdax_file_unwritten(s, PMD_SIZE);
	struct mapping a = map_and_read(s, fd), b = map_and_read(s, fd);

	expect_mapping(s, "both read", &a, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_write(&b, 0, 'x');
	expect_absent(s, "the other one written", &a);
	expect_result(s, "read again", "byte written", 'x', touch_read(&a, 0),
		     "both map the same file");
	expect_mapping(s, "read again", &a,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .dirty = false, .mapcount = 2));
}

SCENARIO(write_other_mapping, "fsdax", "write.other-mapping",
	 "a write through another mapping of the file removes the huge zero folio from this one",
	 .needs = &need_fsdax, .run = other_mapping);

static void write_by_mapping(struct scenario *s, void *arg)
{
	struct mapping m = map_and_read(s, *(int *)arg);

	expect_mapping(s, "the other process read", &m,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_write(&m, 0, 'x');
	expect_mapping(s, "the other process wrote", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
}

static void other_process(struct scenario *s)
{
	int fd = fsdax_file_unwritten(s, PMD_SIZE);
	struct mapping m = map_and_read(s, fd);

	in_other_process(s, write_by_mapping, &fd);
	expect_absent(s, "the other process is gone", &m);
	expect_result(s, "read again", "byte written", 'x', touch_read(&m, 0),
		     "both map the same file");
	expect_mapping(s, "read again", &m, PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD));
}

SCENARIO(write_other_process, "fsdax", "write.other-process",
	 "a write by another process removes the huge zero folio here, and its data are seen",
	 .needs = &need_fsdax, .run = other_process);

static void write_unread(struct scenario *s, void *arg)
{
	struct mapping m = fsdax_map(s, *(int *)arg);

	touch_write(&m, 0, 'x');
	expect_mapping(s, "the other process wrote", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
}

/* nothing is mapped where it writes, so that only the mapping here can be wrong afterwards */
static void first_touch(struct scenario *s)
{
	int fd = fsdax_file_unwritten(s, PMD_SIZE);
	struct mapping m = map_and_read(s, fd);

	in_other_process(s, write_unread, &fd);
	expect_absent(s, "the other process is gone", &m);
	expect_result(s, "read again", "byte written", 'x', touch_read(&m, 0),
		     "both map the same file");
}

SCENARIO(write_first_touch, "fsdax", "write.first-touch",
	 "a first touch by another process that writes removes the huge zero folio here",
	 .needs = &need_fsdax, .run = first_touch);

static void write_by_call(struct scenario *s, void *arg)
{
	if (pwrite(*(int *)arg, "x", 1, 0) != 1)
		scenario_broken(s, "pwrite: %s", strerror(errno));
}

/* one block is allocated now, the rest of the PMD is still a hole: only a PTE fits */
static void system_call(struct scenario *s)
{
	int fd = fsdax_file(s, PMD_SIZE);
	struct mapping m = map_and_read(s, fd);

	in_other_process(s, write_by_call, &fd);
	expect_absent(s, "after pwrite()", &m);
	expect_result(s, "read again", "byte written", 'x', touch_read(&m, 0),
		     "a mapping sees what write(2) wrote");
	touch_read(&m, PMD_SIZE - 1);
	expect_mapping(s, "read again", &m,
		       PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE),
		       PAGES(PMD_SIZE - PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(write_system_call, "fsdax", "write.system-call",
	 "pwrite() of one byte by another process removes the huge zero folio; a PTE comes back",
	 .needs = &need_fsdax, .run = system_call);
