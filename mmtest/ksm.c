// SPDX-License-Identifier: GPL-2.0-or-later
/* KSM: mm/ksm.c merges pages with the same contents, and empty ones with the zero page. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "lib/kernel/own_guest.h"
#include "lib/kernel/system_file.h"
#include "mmtest/anon.h"
#include "mmtest/file.h"
#include "mmtest/setting.h"

#define MISSING "kernel without CONFIG_KSM"
#define WAIT 10000	/* milliseconds; a pass over a few pages takes one */

static __attribute__((noreturn)) void give_up(struct scenario *s)
{
	if (own_guest())
		scenario_broken(s, "ksmd did not look at all pages in 10 s");
	scenario_skip(s, "ksmd has more of other processes to look at than it can in 10 s");
}

/*
 * ksmd looks at pages in passes: one to see that a page does not change, one to find its like. There
 * is nothing to wait on but the count of passes, of which one may be half over.
 */
static void merge(struct scenario *s, bool zero_pages)
{
	static const char passes[] = "/sys/kernel/mm/ksm/full_scans";
	unsigned long first, now = 0;

	setting_change(s, SETTING_KSM_SLEEP, 1, MISSING);
	setting_change(s, SETTING_KSM_PAGES_TO_SCAN, 1000, MISSING);
	setting_change(s, SETTING_KSM_ZERO_PAGES, zero_pages, MISSING);
	setting_change(s, SETTING_KSM_RUN, 1, MISSING);
	if (!system_file_number(passes, &first))
		scenario_broken(s, "cannot read %s", passes);
	for (int waited = 0; now < first + 4; waited++) {
		if (waited == WAIT)
			give_up(s);
		poll(NULL, 0, 1);
		if (!system_file_number(passes, &now))
			scenario_broken(s, "cannot read %s", passes);
	}
	setting_change(s, SETTING_KSM_RUN, 0, MISSING);
}

static void make_mergeable(struct scenario *s, struct mapping *m)
{
	if (madvise(m->addr, m->size, MADV_MERGEABLE))
		scenario_skip(s, "MADV_MERGEABLE: %s (" MISSING ")", strerror(errno));
	m->flags |= VMA_MERGEABLE;
}

static struct mapping map_mergeable(struct scenario *s)
{
	struct mapping m = anon_map(s, .size = 4 * PTE_SIZE);

	make_mergeable(s, &m);
	return m;
}

static void merged(struct scenario *s)
{
	struct mapping m = map_mergeable(s);

	memset(m.addr, 'k', 2 * PTE_SIZE);
	touch_write(&m, 2 * PTE_SIZE, 'o');
	merge(s, false);
	expect_mapping(s, "merged", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_KSM, LEVEL_PTE, .mapcount = 2),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
	touch_write(&m, PTE_SIZE, 'w');
	expect_mapping(s, "one of them written", &m,
		       PAGES(0, PTE_SIZE, PAGE_KSM, LEVEL_PTE),
		       PAGES(PTE_SIZE, 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
	expect_result(s, "one of them written", "byte of the other", 'k', touch_read(&m, 0),
		      "madvise(2): MADV_MERGEABLE, copy on write");
}

SCENARIO(ksm_merged, "anon", "ksm.merged",
	 "merged pages are one normal page, mapped twice, until one of them is written",
	 .run = merged);

static void unmerged(struct scenario *s)
{
	struct mapping m = map_mergeable(s);
	bool written;

	memset(m.addr, 'k', 2 * PTE_SIZE);
	merge(s, false);
	expect_mapping(s, "merged", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_KSM, LEVEL_PTE, .mapcount = 2));
	if (madvise(m.addr, m.size, MADV_UNMERGEABLE))
		scenario_broken(s, "MADV_UNMERGEABLE: %s", strerror(errno));
	m.flags &= ~VMA_MERGEABLE;
	/* break_ksm(): a write fault, or wp_page_copy() with FAULT_FLAG_UNSHARE */
	written = !kernel_features(scenario_kernel(s))->unshare;
	expect_mapping(s, "unmerged", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = written,
			     .dirty = written));
}

SCENARIO(ksm_unmerged, "anon", "ksm.unmerged",
	 "MADV_UNMERGEABLE gives each its own anonymous page again", .run = unmerged);

/* set_pte_ksm_zero(), since 6.6, marks these by the dirty bit */
static void zero_pages(struct scenario *s)
{
	struct mapping m = map_mergeable(s);

	touch_write(&m, 0, 0);
	touch_write(&m, PTE_SIZE, 0);
	touch_write(&m, 2 * PTE_SIZE, 'o');
	merge(s, true);
	expect_mapping(s, "merged", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE, .dirty = true),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
	touch_write(&m, 0, 'w');
	expect_mapping(s, "one of them written", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE, .dirty = true),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(ksm_zero_pages, "anon", "ksm.zero-pages",
	 "with use_zero_pages, empty pages become the zero page: from normal to special and back",
	 .run = zero_pages);

/* mm/ksm.c vma_ksm_compatible(): copies in a private mapping of a file are merged like any other */
static void zero_pages_of_file(struct scenario *s)
{
	guarded(fd) int fd = file_on(s, "ramfs", NULL, 4 * PTE_SIZE);
	struct mapping m = file_map(s, fd, .size = 4 * PTE_SIZE, .flags = MAP_PRIVATE);

	/* the last page is in the page cache, and not mapped */
	if (pwrite(fd, "file", 4, 3 * PTE_SIZE) != 4)
		scenario_broken(s, "writing a file: %s", strerror(errno));
	make_mergeable(s, &m);
	for (size_t at = 0; at < 3 * PTE_SIZE; at += PTE_SIZE)
		touch_write(&m, at, at == 2 * PTE_SIZE ? 'o' : 0);
	merge(s, true);
	expect_mapping(s, "merged", &m,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ZERO, LEVEL_PTE, .dirty = true),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(ksm_zero_pages_of_file, "anon", "ksm.zero-pages-of-file",
	 "with use_zero_pages, empty copies of a file's pages become the zero page in its mapping",
	 .run = zero_pages_of_file);
