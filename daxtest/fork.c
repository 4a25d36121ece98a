// SPDX-License-Identifier: GPL-2.0-or-later
/* fork(): mm/memory.c vma_needs_copy() leaves out what a fault can bring back. */
#include "daxtest/fsdax.h"

static void look_and_read(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	expect_absent(s, "in the child", m);
	touch_read(m, 0);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "read by the child", m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

static void fork_hole(struct scenario *s, int flags)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 2 * PMD_SIZE), .flags = flags);

	touch_read(&m, 0);
	expect_mapping(s, "before the fork", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	in_other_process(s, look_and_read, &m);
	expect_mapping(s, "after the child's end", &m,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

static void fork_shared(struct scenario *s)
{
	fork_hole(s, MAP_SHARED);
}

SCENARIO(fork_shared, "fsdax", "fork.shared",
	 "a child starts without the huge zero PMD and gets its own by a read; the parent keeps its own",
	 .needs = &need_fsdax, .run = fork_shared);

static void fork_private(struct scenario *s)
{
	fork_hole(s, MAP_PRIVATE);
}

SCENARIO(fork_private, "fsdax", "fork.private",
	 "the same for a private mapping that has no anonymous page yet",
	 .needs = &need_fsdax, .run = fork_private);

static void look_at_copy(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;

	/* CoW after fork: both map the same anonymous page, neither may write to it */
	expect_mapping(s, "in the child", m,
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true,
			     .mapcount = 2));
	touch_write(m, PTE_SIZE, 'c');
	expect_mapping(s, "written by the child", m,
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

static void fork_cow(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, PMD_SIZE), .flags = MAP_PRIVATE);

	touch_write(&m, PTE_SIZE, 'p');
	in_other_process(s, look_at_copy, &m);
	expect_result(s, "after the child's end", "byte of the parent", 'p',
		     touch_read(&m, PTE_SIZE), "fork(2): memory spaces are separate");
}

SCENARIO(fork_cow, "fsdax", "fork.cow",
	 "an anonymous copy in a private DAX mapping is shared by fork() until one side writes",
	 .needs = &need_fsdax, .run = fork_cow);
