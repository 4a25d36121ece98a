// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dax=inode: each file says for itself whether it is DAX (Documentation/filesystems/dax.rst). A file
 * that is not has page cache, on the same blocks of the same file system.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "daxtest/fsdax.h"
#include "provisioning/pmem/filesystem.h"

/** struct plain - a directory whose new files are not DAX, and a file in it */
struct plain {
	char dir[128];
	char file[160];
};

static struct plain make_plain(struct scenario *s)
{
	struct plain p;

	snprintf(p.dir, sizeof(p.dir), "%s/plain-XXXXXX", scenario_instance(s)->dir);
	if (!mkdtemp(p.dir))
		scenario_broken(s, "%s: %s", p.dir, strerror(errno));
	snprintf(p.file, sizeof(p.file), "%s/file", p.dir);
	scenario_need(s, filesystem_set_dax(p.dir, false));
	return p;
}

static void remove_plain(const struct plain *p)
{
	unlink(p->file);
	rmdir(p->dir);
}

static int open_plain(struct scenario *s, const struct plain *p, int flags)
{
	int fd = open(p->file, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0600);

	if (fd < 0)
		scenario_broken(s, "%s: %s", p->file, strerror(errno));
	if (ftruncate(fd, PTE_SIZE))
		scenario_broken(s, "ftruncate: %s", strerror(errno));
	return fd;
}

static void expect_dax(struct scenario *s, const char *step, int fd, bool dax)
{
	struct statx st = { 0 };

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st))
		scenario_broken(s, "statx: %s", strerror(errno));
	expect_result(s, step, "STATX_ATTR_DAX", dax, !!(st.stx_attributes & STATX_ATTR_DAX),
		      "Documentation/filesystems/dax.rst");
}

/* a page is what the mapping of a file is made of, whatever the file is */
static void write_page(struct scenario *s, const char *step, int fd, enum page_kind kind)
{
	struct mapping m = fsdax_map(s, fd, .size = PTE_SIZE, .plain = kind != PAGE_FSDAX);

	touch_write(&m, 0, 'w');
	expect_mapping(s, step, &m,
		       PAGES(0, PTE_SIZE, kind, LEVEL_PTE, .writable = true, .dirty = true));
	if (munmap(m.addr, m.size) || fsync(fd))
		scenario_broken(s, "munmap or fsync failed");
}

static void contrast(struct scenario *s)
{
	struct plain p = make_plain(s);
	int plain = open_plain(s, &p, 0), dax = fsdax_file(s, PTE_SIZE);

	remove_plain(&p);
	expect_dax(s, "file in a directory without the flag", plain, false);
	expect_dax(s, "file in a directory with the flag", dax, true);
	write_page(s, "page cache", plain, PAGE_FILE);
	write_page(s, "DAX", dax, PAGE_FSDAX);
}

SCENARIO(inode_contrast, "fsdax", "inode.contrast",
	 "of two files of one file system one has page cache and the other is DAX",
	 .needs = &need_fsdax_inode, .run = contrast);

static void hole_of_plain(struct scenario *s)
{
	struct plain p = make_plain(s);
	int fd = open_plain(s, &p, 0);
	struct mapping m = fsdax_map(s, fd, .size = PTE_SIZE, .plain = true);

	remove_plain(&p);
	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PTE_SIZE, PAGE_FILE, LEVEL_PTE));
}

SCENARIO(inode_hole, "fsdax", "inode.hole",
	 "a hole of a file that is not DAX is read as a page of the page cache, not as the zero page",
	 .needs = &need_fsdax_inode, .run = hole_of_plain);

/* the flag takes effect when the last reference is dropped: ext4_dax_dontcache(), d_mark_dontcache() */
static int switch_dax(struct scenario *s, const struct plain *p, int fd, bool dax)
{
	struct error *err = filesystem_set_dax(p->file, dax);

	close(fd);
	if (err)
		remove_plain(p);
	scenario_need(s, err);
	return open_plain(s, p, 0);
}

static void switched(struct scenario *s)
{
	struct plain p = make_plain(s);
	int fd = open_plain(s, &p, 0);

	write_page(s, "page cache", fd, PAGE_FILE);
	fd = switch_dax(s, &p, fd, true);
	expect_dax(s, "switched to DAX", fd, true);
	write_page(s, "switched to DAX", fd, PAGE_FSDAX);
	fd = switch_dax(s, &p, fd, false);
	expect_dax(s, "switched back", fd, false);
	write_page(s, "switched back", fd, PAGE_FILE);
	remove_plain(&p);
}

SCENARIO(inode_switched, "fsdax", "inode.switched",
	 "a file becomes DAX by FS_XFLAG_DAX when it is opened again, and page cache again",
	 .needs = &need_fsdax_inode, .run = switched);

/* direct I/O of a file that is not DAX takes the pages themselves: get_user_pages() */
static void direct(struct scenario *s)
{
	struct plain p = make_plain(s);
	int fd = open_plain(s, &p, O_DIRECT);
	struct mapping m = fsdax_map(s, fsdax_file_written(s, PMD_SIZE, 'd'));
	struct mapping hole = fsdax_map(s, fsdax_file_unwritten(s, PMD_SIZE));

	remove_plain(&p);
	expect_result(s, "direct write from DAX", "bytes", PTE_SIZE,
		      pwrite(fd, m.addr, PTE_SIZE, 0), "open(2): O_DIRECT");
	touch_read(&hole, 0);
	expect_result(s, "direct read into a DAX hole", "bytes", PTE_SIZE,
		      pread(fd, hole.addr, PTE_SIZE, 0), "open(2): O_DIRECT");
	expect_result(s, "direct read into a DAX hole", "byte read", 'd', touch_read(&hole, 0),
		      "it was written from DAX before");
	expect_mapping(s, "direct read into a DAX hole", &hole,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(inode_direct, "fsdax", "inode.direct",
	 "direct I/O of another file from and into DAX mappings takes their pages",
	 .needs = &need_fsdax_inode, .run = direct);
