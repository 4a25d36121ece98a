// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files that share blocks: one DAX folio in two files, until one of them is written (fs/dax.c
 * dax_associate_entry(), dax_iomap_copy_around()).
 */
#include <errno.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>

#include "daxtest/fsdax.h"

/** struct clone - two files with the same blocks */
struct clone {
	int from;
	int to;
};

static bool has_reflink(struct scenario *s, int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs))
		scenario_broken(s, "fstatfs: %s", strerror(errno));
	return fs.f_type != EXT4_SUPER_MAGIC;
}

/* skips where the file system cannot share blocks, which is checked, too */
static void clone(struct scenario *s, struct clone *c)
{
	bool can;
	int err;

	/* the room that the clone takes once all of it is copied */
	*c = (struct clone){ fsdax_file_written(s, 2 * PMD_SIZE, 'd'), fsdax_file(s, 2 * PMD_SIZE) };
	can = has_reflink(s, c->from);
	err = ioctl(c->to, FICLONE, c->from) ? errno : 0;
	/* on a partition DAX needs that: fs/xfs/xfs_super.c xfs_setup_dax_always() */
	if (can && err == EOPNOTSUPP && fsdax_place_of(s)->given)
		scenario_skip(s, "this file system was made without shared blocks (mkfs.xfs -m reflink=0)");
	expect_result(s, "cloned", "errno", can ? 0 : EOPNOTSUPP, err, "ioctl_ficlone(2)");
	if (!can)
		scenario_skip(s, "ext4 cannot share blocks between files");
	if (err)
		scenario_broken(s, "FICLONE: %s", strerror(err));
}

static void check_data(struct scenario *s, const char *step, int fd, off_t at, char expected)
{
	char byte = 0;

	if (pread(fd, &byte, 1, at) != 1)
		scenario_broken(s, "pread: %s", strerror(errno));
	expect_result(s, step, "byte in the file", expected, byte, "ioctl_ficlone(2)");
}

/*
 * Until 6.14 the page's mapping was PAGE_MAPPING_DAX_SHARED, to the eyes of PageAnon() an anonymous
 * page: mm/gup.c follow_page_pte() asks for it to be unshared, which a fault does not do, over and over.
 * PMDs were not looked at (follow_devmap_pmd()), 6.1 marked pages so when they were written only.
 */
static bool pins_without_end(const struct scenario *s)
{
	const struct features *kernel = kernel_features(scenario_kernel(s));

	return !kernel->dax_refcounted && kernel->version >= KERNEL(6, 2, 0);
}

static void cow_pte(struct scenario *s)
{
	struct mapping from, to;
	struct clone c;

	clone(s, &c);
	if (pins_without_end(s))
		scenario_hazard(s, "process_vm_readv() of a DAX page that files share does not end");
	from = fsdax_map(s, c.from, .skew = PTE_SIZE);
	to = fsdax_map(s, c.to, .skew = PTE_SIZE);
	touch_read(&from, 0);
	expect_mapping(s, "one read", &from, PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE));
	touch_read(&to, 0);
	expect_mapping(s, "both read", &from,
		       PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE, .mapcount = 2));
	expect_mapping(s, "both read, the clone", &to,
		       PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE, .mapcount = 2));
	touch_write(&to, 0, 'x');
	expect_mapping(s, "clone written", &to,
		       PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE, .writable = true, .dirty = true));
	expect_mapping(s, "clone written, the first one", &from,
		       PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE));
	expect_result(s, "clone written", "byte beside", 'd', touch_read(&to, 1), "CoW copies");
	check_data(s, "clone written, the first one", c.from, 0, 'd');
}

SCENARIO(reflink_cow_pte, "fsdax", "reflink.cow-pte",
	 "a block that two files share is one DAX page, counted for both; a write gives its file another",
	 .needs = &need_fsdax, .run = cow_pte);

static void cow_pmd(struct scenario *s)
{
	struct mapping from, to;
	struct clone c;

	clone(s, &c);
	from = fsdax_map(s, c.from);
	to = fsdax_map(s, c.to);
	touch_read(&from, 0);
	touch_read(&to, 0);
	expect_mapping(s, "both read", &from,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .mapcount = 2));
	expect_mapping(s, "both read, the clone", &to,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .mapcount = 2));
	touch_write(&to, PTE_SIZE, 'x');
	expect_mapping(s, "clone written, the first one", &from,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD));
	expect_result(s, "clone written", "byte written", 'x', touch_read(&to, PTE_SIZE), "mmap(2)");
	expect_result(s, "clone written", "byte in front", 'd', touch_read(&to, 0), "CoW copies");
	expect_result(s, "clone written", "byte behind", 'd', touch_read(&to, PMD_SIZE - 1),
		      "CoW copies");
	check_data(s, "clone written, the first one", c.from, PTE_SIZE, 'd');
	check_data(s, "clone written, itself", c.to, PTE_SIZE, 'x');
	check_data(s, "clone written, itself", c.to, PTE_SIZE - 1, 'd');
}

SCENARIO(reflink_cow_pmd, "fsdax", "reflink.cow-pmd",
	 "the same by PMDs: a write to the clone leaves the other file's entry and data",
	 .needs = &need_fsdax, .run = cow_pmd);
