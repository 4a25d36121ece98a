// SPDX-License-Identifier: GPL-2.0-or-later
/* Guard regions (6.13): mm/madvise.c madvise_guard_install() puts markers into the page tables. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "mmtest/anon.h"
#include "mmtest/file.h"
#include "mmtest/move.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif

static void install(struct scenario *s, const struct mapping *m, size_t offset, size_t size)
{
	if (madvise(m->addr + offset, size, MADV_GUARD_INSTALL) && errno == EINVAL)
		scenario_skip(s, "kernel without MADV_GUARD_INSTALL (6.13; of files 6.15)");
	else if (errno)
		scenario_broken(s, "MADV_GUARD_INSTALL: %s", strerror(errno));
}

static void in_child(struct scenario *s, void *arg)
{
	expect_mapping(s, "in the child", (const struct mapping *)arg,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .mapcount = 2),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_GUARD, LEVEL_NONE),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

static void anonymous(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE);

	memset(m.addr, 'g', 2 * PTE_SIZE);
	touch_read(&m, 2 * PTE_SIZE);
	errno = 0;
	install(s, &m, PTE_SIZE, PTE_SIZE);
	expect_mapping(s, "installed", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_GUARD, LEVEL_NONE),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	expect_result(s, "read", "signal", SIGSEGV, access_signal(&m, PTE_SIZE, false),
		      "madvise(2): MADV_GUARD_INSTALL");
	in_other_process(s, in_child, &m);
	if (madvise(m.addr, m.size, MADV_GUARD_REMOVE))
		scenario_broken(s, "MADV_GUARD_REMOVE: %s", strerror(errno));
	touch_read(&m, PTE_SIZE);
	expect_mapping(s, "removed and read", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true),
		       PAGES(PTE_SIZE, 2 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(guard_anonymous, "guard", "anonymous",
	 "a guard marker is neither present nor nothing, among normal and special pages",
	 .run = anonymous);

static void huge_zero(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_read(&m, 0);
	errno = 0;
	install(s, &m, 5 * PTE_SIZE, PTE_SIZE);
	expect_mapping(s, "installed", &m,
		       PAGES(0, 5 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(5 * PTE_SIZE, PTE_SIZE, PAGE_GUARD, LEVEL_NONE),
		       PAGES(6 * PTE_SIZE, PMD_SIZE - 6 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	m = mapping_move(s, &m, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, 5 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(5 * PTE_SIZE, PTE_SIZE, PAGE_GUARD, LEVEL_NONE),
		       PAGES(6 * PTE_SIZE, PMD_SIZE - 6 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(guard_huge_zero, "guard", "huge-zero",
	 "a guard region in the huge zero folio splits it to zero pages", .run = huge_zero);

static void file(struct scenario *s)
{
	struct mapping m = file_map(s, file_on(s, "tmpfs", "never", PMD_SIZE));

	touch_write(&m, 0, 'g');
	touch_write(&m, PTE_SIZE, 'g');
	errno = 0;
	install(s, &m, PTE_SIZE, 2 * PTE_SIZE);
	expect_mapping(s, "installed", &m,
		       PAGES(0, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, 2 * PTE_SIZE, PAGE_GUARD, LEVEL_NONE));
}

SCENARIO(guard_file, "guard", "file", "guard markers hide pages of a file", .run = file);
