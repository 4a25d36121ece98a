// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hugetlb, where vm_normal_page_pmd() and vm_normal_page_pud() have no say: its walkers look at the
 * entry themselves (walk_hugetlb_range()). Only folio_walk_start() asks them, and gets the page.
 */
#include <errno.h>
#include <linux/mman.h>
#include <string.h>

#include "lib/harness/shared_system.h"
#include "mmtest/child.h"
#include "mmtest/move.h"
#include "mmtest/setting.h"

static struct mapping map_pages(int flags, size_t size)
{
	int prot = PROT_READ | PROT_WRITE;
	struct mapping m = { .size = size,
			     .flags = mapping_vma_flags(prot, flags) | VMA_HUGETLB |
				      VMA_DONTEXPAND };

	m.addr = mmap(mapping_address(size), size, prot,
		      flags | MAP_ANONYMOUS | MAP_HUGETLB | MAP_FIXED_NOREPLACE, -1, 0);
	return m;
}

static struct mapping map_huge(struct scenario *s, int flags, size_t size)
{
	struct mapping m;

	/* what is free there was reserved by a user, too */
	shared_system_need(s, "takes pages of the pool of huge pages");
	setting_change(s, SETTING_HUGE_PAGES, setting_of_pool(HUGE_PAGES_NEEDED),
		       "kernel without CONFIG_HUGETLBFS");
	m = map_pages(flags, size);
	if (m.addr == MAP_FAILED)
		scenario_skip(s, "MAP_HUGETLB: %s (there must be free memory in pieces of 2 MiB)",
			      strerror(errno));
	return m;
}

static void private(struct scenario *s)
{
	struct mapping m = map_huge(s, MAP_PRIVATE, 2 * PMD_SIZE);

	touch_write(&m, PMD_SIZE + 5, 'h');
	expect_mapping(s, "written", &m,
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true,
			     .dirty = true));
	m = mapping_move(s, &m, 0, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true,
			     .dirty = true));
}

SCENARIO(hugetlb_private, "hugetlb", "private",
	 "a huge page of a private mapping has its own fields in smaps, and none of the others",
	 .run = private);

static void shared(struct scenario *s)
{
	struct mapping m = map_huge(s, MAP_SHARED, PMD_SIZE);

	expect_absent(s, "untouched", &m);
	touch_read(&m, 0);
	expect_mapping(s, "read", &m,
		       PAGES(0, PMD_SIZE, PAGE_FILE, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(hugetlb_shared, "hugetlb", "shared",
	 "a read allocates a huge page: there is no zero page to map", .run = shared);

static void forked(struct scenario *s)
{
	struct mapping m = map_huge(s, MAP_PRIVATE, PMD_SIZE);
	struct child child;

	touch_write(&m, 0, 'h');
	child = child_start(s);
	expect_mapping(s, "with a child", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .dirty = true, .mapcount = 2));
	child_end(s, &child);
	touch_write(&m, 0, 'i');
	expect_mapping(s, "written after the child's end", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(hugetlb_forked, "hugetlb", "forked",
	 "a huge page is shared with a child while that lives", .run = forked);

static void gigantic(struct scenario *s)
{
	struct mapping m;

	shared_system_need(s, "takes a page of the pool of 1 GiB pages");
	m = map_pages(MAP_PRIVATE | MAP_HUGE_1GB, PUD_SIZE);
	if (m.addr == MAP_FAILED)
		scenario_skip(s, "MAP_HUGE_1GB: %s (a page has to be set aside: hugepagesz=1G "
			      "hugepages=1 on the kernel's command line)", strerror(errno));
	touch_write(&m, PUD_SIZE / 2 + 5, 'g');
	expect_mapping(s, "written", &m,
		       PAGES(0, PUD_SIZE, PAGE_ANON, LEVEL_PUD, .writable = true, .dirty = true));
}

SCENARIO(hugetlb_gigantic, "gigantic", "written",
	 "a page of 1 GiB is a normal page by its PUD: the one kind that has a node to tell",
	 .run = gigantic);
