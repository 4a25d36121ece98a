// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Write protection by userfaultfd whose faults resolve themselves (UFFD_FEATURE_WP_ASYNC, 6.7): a bit
 * in entries, markers where there is nothing. Documentation/admin-guide/mm/userfaultfd.rst.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "mmtest/anon.h"
#include "mmtest/file.h"

#ifndef UFFD_FEATURE_WP_UNPOPULATED
#define UFFD_FEATURE_WP_UNPOPULATED (1 << 13)
#endif
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif

static int open_uffd(struct scenario *s)
{
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = UFFD_FEATURE_WP_ASYNC | UFFD_FEATURE_WP_UNPOPULATED |
			    UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_WP_HUGETLBFS_SHMEM,
	};
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		scenario_skip(s, "userfaultfd: %s (CONFIG_USERFAULTFD, root)", strerror(errno));
	if (ioctl(fd, UFFDIO_API, &api))
		scenario_skip(s, "kernel without UFFD_FEATURE_WP_ASYNC (6.7)");
	return fd;
}

/* register all of @m and protect all of it */
static int protect(struct scenario *s, struct mapping *m)
{
	struct uffdio_range range = { (uintptr_t)m->addr, m->size };
	struct uffdio_register registration = { .range = range,
						.mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protection = { .range = range,
						  .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	int fd = open_uffd(s);

	if (ioctl(fd, UFFDIO_REGISTER, &registration) ||
	    ioctl(fd, UFFDIO_WRITEPROTECT, &protection))
		scenario_broken(s, "registering for write protection: %s", strerror(errno));
	m->flags |= VMA_UFFD_WP | VMA_UFFD_ASYNC;
	return fd;
}

static void small(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE);

	touch_write(&m, 0, 'u');
	touch_read(&m, PTE_SIZE);
	protect(s, &m);
	expect_mapping(s, "protected", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .uffd_wp = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE, .uffd_wp = true),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_WP_MARKER, LEVEL_NONE));
	touch_read(&m, 2 * PTE_SIZE);
	expect_mapping(s, "a marker read", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .uffd_wp = true),
		       PAGES(PTE_SIZE, 2 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE, .uffd_wp = true),
		       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_WP_MARKER, LEVEL_NONE));
	for (size_t at = 0; at < m.size; at += PTE_SIZE)
		touch_write(&m, at, 'w');
	expect_mapping(s, "all written", &m,
		       PAGES(0, m.size, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
}

SCENARIO(uffd_small, "uffd", "small",
	 "protected, the zero page stays special and an anonymous page normal; nothing gets a marker",
	 .run = small);

static void huge_zero(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_read(&m, 0);
	protect(s, &m);
	expect_mapping(s, "protected", &m,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD, .uffd_wp = true));
	touch_write(&m, 3 * PTE_SIZE, 'w');
	expect_mapping(s, "written", &m,
		       PAGES(0, 3 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE, .uffd_wp = true),
		       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       PAGES(4 * PTE_SIZE, PMD_SIZE - 4 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE,
			     .uffd_wp = true));
}

SCENARIO(uffd_huge_zero, "uffd", "huge-zero",
	 "the protected huge zero folio is special; a write splits it and copies one page",
	 .run = huge_zero);

static void thp(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_write(&m, 0, 'u');
	protect(s, &m);
	expect_mapping(s, "protected", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .dirty = true, .uffd_wp = true));
	for (size_t at = 0; at < m.size; at += PTE_SIZE)
		touch_write(&m, at, 'w');
	expect_mapping(s, "written", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
}

SCENARIO(uffd_thp, "uffd", "thp",
	 "a protected large folio is split by a write, and opened page by page", .run = thp);

static void file(struct scenario *s)
{
	struct mapping m = file_map(s, file_on(s, "tmpfs", "never", PMD_SIZE), .size = 4 * PTE_SIZE);

	touch_write(&m, 0, 'u');
	touch_write(&m, PTE_SIZE, 'u');
	protect(s, &m);
	expect_mapping(s, "protected", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .dirty = true,
			     .uffd_wp = true),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_WP_MARKER, LEVEL_NONE));
	if (madvise(m.addr, PTE_SIZE, MADV_DONTNEED))
		scenario_broken(s, "MADV_DONTNEED: %s", strerror(errno));
	/* the pages are the file's, the protection is the mapping's */
	expect_mapping(s, "one thrown away", &m,
		       PAGES(0, PTE_SIZE, PAGE_WP_MARKER, LEVEL_NONE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .dirty = true,
			     .uffd_wp = true),
		       PAGES(2 * PTE_SIZE, 2 * PTE_SIZE, PAGE_WP_MARKER, LEVEL_NONE));
}

SCENARIO(uffd_file, "uffd", "file",
	 "a page of tmpfs that is unmapped leaves its protection behind as a marker", .run = file);
