// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations on a vma of granted pages. The grants hang on the addresses that they were mapped at:
 * what changes a range of page table entries makes gntdev_invalidate() unmap the grants there.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "provisioning/xen/domain.h"
#include "xentest/gntdev.h"

#define INVALIDATE "drivers/xen/gntdev.c gntdev_invalidate(): \"FIXME: It would be much more " \
		   "understandable to just prevent modifying the VMA\""

static void fill(const struct grant_mapping *g)
{
	for (uint32_t i = 0; i < g->shared.count; i++)
		poke(&g->shared, i * PTE_SIZE, (char)('0' + i));
}

static void check_byte(struct scenario *s, const char *step, const struct mapping *m, size_t page,
		       char value)
{
	expect_result(s, step, "byte of the granter", value, touch_read(m, page * PTE_SIZE),
		      "a grant maps the granter's page");
}

/*
 * The part behind the hole starts in the middle of the callback's array. Replays "xen/gntdev:
 * Accommodate VMA splitting" (5c13a4a0291b): unmapping one part unmapped the other's grants.
 */
static void munmap_middle(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 4);
	struct mapping left = mapping_part(&g.m, 0, PTE_SIZE);
	struct mapping right = mapping_part(&g.m, 2 * PTE_SIZE, 2 * PTE_SIZE);

	fill(&g);
	scenario_done(s, !munmap(g.m.addr + PTE_SIZE, PTE_SIZE), "munmap");
	check_byte(s, "after munmap", &left, 0, '0');
	check_byte(s, "after munmap", &right, 0, '2');
	check_byte(s, "after munmap", &right, 1, '3');
	expect_mapping(s, "left of the hole", &left, GRANTS(0, 1, .writable = true));
	expect_mapping(s, "right of the hole", &right, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_munmap_middle, "gntdev", "vma.munmap-middle",
	 "unmapping a page in the middle splits the vma; both parts keep their own pages",
	 .needs = &need_grants, .run = munmap_middle);

static void munmap_first(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 3);
	struct mapping rest = mapping_part(&g.m, PTE_SIZE, 2 * PTE_SIZE);

	fill(&g);
	scenario_done(s, !munmap(g.m.addr, PTE_SIZE), "munmap");
	check_byte(s, "after munmap", &rest, 0, '1');
	expect_mapping(s, "after munmap", &rest, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_munmap_first, "gntdev", "vma.munmap-first",
	 "unmapping the first page moves the vma's start; the callback still finds each page",
	 .needs = &need_grants, .run = munmap_first);

static void munmap_last(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 3);
	struct mapping rest = mapping_part(&g.m, 0, 2 * PTE_SIZE);

	fill(&g);
	scenario_done(s, !munmap(g.m.addr + rest.size, PTE_SIZE), "munmap");
	check_byte(s, "after munmap", &rest, 1, '1');
	expect_mapping(s, "after munmap", &rest, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_munmap_last, "gntdev", "vma.munmap-last",
	 "unmapping the last page leaves the others alone",
	 .needs = &need_grants, .run = munmap_last);

static void look_from_child(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_result(s, "in the child", "signal", SIGSEGV, access_signal(m, 0, false),
		      "VM_DONTCOPY: the child has no such vma");
}

static void fork_no_copy(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);

	fill(&g);
	if (!(g.m.flags & VMA_DONTCOPY))
		scenario_skip(s, "gntdev sets VM_DONTCOPY in PV domains only");
	in_other_process(s, look_from_child, &g.m);
	check_byte(s, "after the child's end", &g.m, 1, '1');
	expect_mapping(s, "after the child's end", &g.m, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_fork, "gntdev", "vma.fork",
	 "a child does not get the mapping; the parent's is untouched",
	 .needs = &need_grants, .run = fork_no_copy);

static void mremap_grow(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);
	void *p = mremap(g.m.addr, g.m.size, 2 * g.m.size, MREMAP_MAYMOVE);
	int why = p == MAP_FAILED ? errno : 0;

	fill(&g);
	expect_result(s, "mremap", "errno", EFAULT, why,
		      "mm/mremap.c: VM_DONTEXPAND refuses to grow");
	check_byte(s, "after mremap", &g.m, 1, '1');
	expect_mapping(s, "after mremap", &g.m, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_mremap_grow, "gntdev", "vma.mremap-grow",
	 "growing the mapping is refused and changes nothing",
	 .needs = &need_grants, .run = mremap_grow);

static void mremap_move(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);
	char *to = mapping_address(g.m.size);

	fill(&g);
	if (mremap(g.m.addr, g.m.size, g.m.size, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) {
		check_byte(s, "refused", &g.m, 1, '1');
		expect_mapping(s, "refused", &g.m, GRANTS(0, 2, .writable = true));
		return;
	}
	g.m.addr = to;
	expect_result(s, "after the move", "gntdev: signal after mremap", 0,
		      access_signal(&g.m, 0, false), INVALIDATE);
	if (g.m.flags & VMA_DONTCOPY)
		expect_absent(s, "after the move", &g.m);
	else
		expect_mapping(s, "after the move", &g.m, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_mremap_move, "gntdev", "vma.mremap-move",
	 "moving the mapping is refused and changes nothing, or the pages are at the new address",
	 .needs = &need_grants, .run = mremap_move);

static void mprotect_one(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 3);
	struct mapping changed = mapping_part(&g.m, 0, PTE_SIZE);
	struct mapping rest = mapping_part(&g.m, PTE_SIZE, 2 * PTE_SIZE);
	bool pv = g.m.flags & VMA_DONTCOPY;

	fill(&g);
	scenario_done(s, !mprotect(changed.addr, changed.size, PROT_READ), "mprotect");
	changed.flags &= ~VMA_WRITE;
	expect_result(s, "after mprotect", "gntdev: signal after mprotect", 0,
		      access_signal(&changed, 0, false), INVALIDATE);
	if (pv)
		expect_absent(s, "the changed page", &changed);
	else
		expect_mapping(s, "the changed page", &changed, GRANTS(0, 1));
	check_byte(s, "the other pages", &rest, 1, '2');
	expect_mapping(s, "the other pages", &rest, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_mprotect, "gntdev", "vma.mprotect",
	 "changing the protection of one page leaves it readable, and the others alone",
	 .needs = &need_grants, .run = mprotect_one);

/* gntdev has no fault handler: what is zapped does not come back */
static void dontneed(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);

	fill(&g);
	scenario_done(s, !madvise(g.m.addr, PTE_SIZE, MADV_DONTNEED), "madvise");
	expect_result(s, "after MADV_DONTNEED", "signal", SIGBUS,
		      access_signal(&g.m, 0, false),
		      "drivers/xen/gntdev.c gntdev_vmops: no fault handler");
	check_byte(s, "after MADV_DONTNEED", &g.m, 1, '1');
	expect_mapping(s, "after MADV_DONTNEED", &g.m, GRANTS(1, 1, .writable = true));
}

SCENARIO(vma_dontneed, "gntdev", "vma.dontneed",
	 "MADV_DONTNEED unmaps one grant for good and leaves its neighbour",
	 .needs = &need_grants, .run = dontneed);

static void map_over(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 3);
	struct mapping left = mapping_part(&g.m, 0, PTE_SIZE);
	struct mapping middle = mapping_part(&g.m, PTE_SIZE, PTE_SIZE);
	struct mapping right = mapping_part(&g.m, 2 * PTE_SIZE, PTE_SIZE);

	fill(&g);
	scenario_done(s, mmap(middle.addr, middle.size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == middle.addr, "mmap");
	middle.flags = VMA_READ | VMA_WRITE;
	middle.find_normal_page = false;
	touch_write(&middle, 0, 'x');
	expect_result(s, "mapped over", "byte of the granter", '1',
		      peek(&g.shared, PTE_SIZE), "the granter's page is no longer mapped there");
	expect_mapping(s, "what was mapped over it", &middle,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
	expect_mapping(s, "left of it", &left, GRANTS(0, 1, .writable = true));
	expect_mapping(s, "right of it", &right, GRANTS(0, 1, .writable = true));
}

SCENARIO(vma_map_over, "gntdev", "vma.map-over",
	 "mapping anonymous memory over one granted page replaces it, and only it",
	 .needs = &need_grants, .run = map_over);

/* drivers/xen/gntdev.c gntdev_mmap(): map->in_use */
static void map_twice(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);
	struct mapping again = grants_mmap(&g.gntdev, g.offset, 2, PROT_READ, MAP_SHARED);
	int why = again.addr == MAP_FAILED ? errno : 0;

	fill(&g);
	expect_result(s, "mapped again", "errno", EINVAL, why,
		      "drivers/xen/gntdev.c gntdev_mmap(): a map is mapped once");
	check_byte(s, "mapped again", &g.m, 1, '1');
	expect_mapping(s, "mapped again", &g.m, GRANTS(0, 2, .writable = true));
}

SCENARIO(vma_map_twice, "gntdev", "vma.map-twice",
	 "mapping the same grants a second time is refused and changes nothing",
	 .needs = &need_grants, .run = map_twice);
