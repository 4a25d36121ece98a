// SPDX-License-Identifier: GPL-2.0-or-later
/* MAP_SYNC: a page is mapped writable only when the file's metadata are on the medium. */
#include <errno.h>
#include <string.h>

#include "daxtest/fsdax.h"
#include "lib/trace/probe.h"

/* fs/dax.c; the address of struct vm_fault is at byte 24 */
PROBE(dax_finish_sync_fault) = {
	.function = "dax_finish_sync_fault",
	.args = { "addr=+24($arg1):x64" },
};

#define FLAGS (MAP_SHARED_VALIDATE | MAP_SYNC)

/* 0, or the errno with which it is refused */
static int try_sync(int fd)
{
	void *p = mmap(mapping_address(PMD_SIZE), PMD_SIZE, PROT_READ, FLAGS, fd, 0);

	if (p == MAP_FAILED)
		return errno;
	munmap(p, PMD_SIZE);
	return 0;
}

static void expect_offered(struct scenario *s, int expected, int err)
{
	expect_result(s, "mapping it with MAP_SYNC", "errno", expected, err,
		      "mmap(2): MAP_SYNC, include/linux/dax.h daxdev_mapping_supported()");
}

static void offered(struct scenario *s)
{
	const struct fsdax_place *place = fsdax_place_of(s);

	if (!place->sync && !place->async)
		scenario_skip(s, "it is not known whether the memory below this file system is "
			      "synchronous");
	expect_offered(s, place->async ? EOPNOTSUPP : 0, try_sync(fsdax_file(s, PMD_SIZE)));
}

SCENARIO(sync_offered, "fsdax", "sync.offered",
	 "MAP_SYNC is offered where memory is durable as it is written, and refused where it is not",
	 .needs = &need_fsdax, .run = offered);

static void need_sync(struct scenario *s, int fd)
{
	int err = try_sync(fd);

	if (err == EOPNOTSUPP && !fsdax_place_of(s)->sync)
		scenario_skip(s, "the memory below this file system is not synchronous: no MAP_SYNC");
	expect_offered(s, 0, err);
}

static void write_pmd(struct scenario *s)
{
	int fd = fsdax_file_unwritten(s, PMD_SIZE);
	struct mapping m;

	need_sync(s, fd);
	m = fsdax_map(s, fd, .flags = FLAGS);
	touch_read(&m, 0);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_write(&m, 0, 'x');
	expect_called(s, "dax_finish_sync_fault");
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(sync_write_pmd, "fsdax", "sync.write-pmd",
	 "with MAP_SYNC a PMD is written after the file's metadata were; a read needs no such thing",
	 .needs = &need_fsdax, .run = write_pmd);

static void write_pte(struct scenario *s)
{
	int fd = fsdax_file(s, 2 * PMD_SIZE);
	struct mapping m;

	need_sync(s, fd);
	m = fsdax_map(s, fd, .flags = FLAGS, .skew = PTE_SIZE);
	touch_write(&m, 0, 'x');
	expect_called(s, "dax_finish_sync_fault");
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE, .writable = true, .dirty = true));
}

SCENARIO(sync_write_pte, "fsdax", "sync.write-pte",
	 "the same where only a PTE fits",
	 .needs = &need_fsdax, .run = write_pte);
