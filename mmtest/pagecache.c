// SPDX-License-Identifier: GPL-2.0-or-later
/* An ordinary page cache, for contrast: mm/filemap.c filemap_fault(), mm/memory.c do_cow_fault(). */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/full_write.h"
#include "mmtest/child.h"
#include "mmtest/file.h"
#include "mmtest/move.h"

#define NR 4
#define SIZE (NR * PTE_SIZE)

/* a fault maps what is cached around it as well: all pages are touched, so that all are mapped */
static struct mapping map_cached(struct scenario *s, int fd, int flags)
{
	struct mapping m = file_map(s, fd, .size = SIZE, .flags = flags);

	for (size_t at = 0; at < SIZE; at += PTE_SIZE)
		touch_read(&m, at);
	return m;
}

static int cached_file(struct scenario *s)
{
	static char page[PTE_SIZE];
	int fd = file_on(s, "ramfs", NULL, SIZE);

	memset(page, 'f', sizeof(page));
	for (off_t at = 0; at < (off_t)SIZE; at += PTE_SIZE)
		if (!full_pwrite(fd, page, sizeof(page), at))
			scenario_broken(s, "writing a file: %s", strerror(errno));
	return fd;
}

static void shared(struct scenario *s)
{
	struct mapping m = map_cached(s, cached_file(s), MAP_SHARED);

	expect_mapping(s, "read", &m, PAGES(0, SIZE, PAGE_FILE, LEVEL_PTE));
	touch_write(&m, PTE_SIZE, 'w');
	expect_mapping(s, "one page written", &m,
		       PAGES(0, PTE_SIZE, PAGE_FILE, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_FILE, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_FILE, LEVEL_PTE));
}

SCENARIO(pagecache_shared, "file", "shared", "pages of the page cache are normal", .run = shared);

static void private(struct scenario *s)
{
	struct mapping m = map_cached(s, cached_file(s), MAP_PRIVATE);

	touch_write(&m, PTE_SIZE, 'w');
	expect_mapping(s, "one page written", &m,
		       PAGES(0, PTE_SIZE, PAGE_FILE, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_FILE, LEVEL_PTE));
	m = mapping_move(s, &m, 5 * PTE_SIZE, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, PTE_SIZE, PAGE_FILE, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_FILE, LEVEL_PTE));
}

SCENARIO(pagecache_private, "file", "private",
	 "a page written through a private mapping is an anonymous copy among the file's",
	 .run = private);

static void twice(struct scenario *s)
{
	int fd = cached_file(s);
	struct mapping m = map_cached(s, fd, MAP_SHARED), other = map_cached(s, fd, MAP_PRIVATE);

	expect_mapping(s, "mapped twice", &m, PAGES(0, SIZE, PAGE_FILE, LEVEL_PTE, .mapcount = 2));
	touch_write(&other, 0, 'w');
	expect_mapping(s, "the other one written", &m,
		       PAGES(0, PTE_SIZE, PAGE_FILE, LEVEL_PTE),
		       PAGES(PTE_SIZE, SIZE - PTE_SIZE, PAGE_FILE, LEVEL_PTE, .mapcount = 2));
}

SCENARIO(pagecache_twice, "file", "mapped-twice",
	 "pages that two mappings have are shared; a copy that one of them takes is not",
	 .run = twice);

static void forked(struct scenario *s)
{
	struct mapping m = map_cached(s, cached_file(s), MAP_PRIVATE);
	struct child child;

	touch_write(&m, PTE_SIZE, 'w');
	child = child_start(s);
	/* with an anonymous page in it, all of the mapping is copied */
	expect_mapping(s, "with a child", &m,
		       PAGES(0, PTE_SIZE, PAGE_FILE, LEVEL_PTE, .mapcount = 2),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true,
			     .mapcount = 2),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_FILE, LEVEL_PTE, .mapcount = 2));
	child_end(s, &child);
	expect_mapping(s, "after the child's end", &m,
		       PAGES(0, PTE_SIZE, PAGE_FILE, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_FILE, LEVEL_PTE));
}

SCENARIO(pagecache_forked, "file", "forked",
	 "a child shares the file's pages and the copy", .run = forked);
