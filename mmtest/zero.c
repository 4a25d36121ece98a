// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * First touches of anonymous memory and what a write makes of them: mm/memory.c do_anonymous_page()
 * and do_wp_page(), mm/huge_memory.c do_huge_pmd_anonymous_page() and do_huge_zero_wp_pmd().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lib/base/device.h"
#include "mmtest/anon.h"

static void read_pte(struct scenario *s)
{
	struct mapping m = anon_map(s);

	expect_result(s, "after the reads", "byte read", 0,
		      touch_read(&m, 0) | touch_read(&m, 3 * PTE_SIZE), "mmap(2): zeroes");
	expect_mapping(s, "after the reads", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(zero_read_pte, "anon", "zero.read-pte",
	 "a read fault on anonymous memory maps the zero page", .run = read_pte);

static void read_pmd(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true, .size = 2 * PMD_SIZE);

	expect_result(s, "after the read", "byte read", 0, touch_read(&m, PMD_SIZE + 5),
		      "mmap(2): zeroes");
	expect_mapping(s, "after the read", &m,
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(zero_read_pmd, "anon", "zero.read-pmd",
	 "a read fault on anonymous memory that may have large pages maps the huge zero folio",
	 .run = read_pmd);

/* drivers/char/mem.c: a private mapping of it is anonymous memory, and has a file all the same */
static void dev_zero(struct scenario *s)
{
	guarded(fd) int fd = -1;
	struct mapping m = { .size = 2 * PTE_SIZE,
			     .flags = mapping_vma_flags(PROT_READ | PROT_WRITE, MAP_PRIVATE) };

	scenario_need(s, device_open("zero", O_RDWR, &fd));
	m.addr = mmap(mapping_address(m.size), m.size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_FIXED_NOREPLACE, fd, 0);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping /dev/zero: %s", strerror(errno));
	touch_read(&m, 0);
	touch_write(&m, PTE_SIZE, 'w');
	expect_mapping(s, "read and written", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(zero_dev_zero, "anon", "zero.dev-zero",
	 "a private mapping of /dev/zero has the zero page and copies of it, and is no DAX file",
	 .run = dev_zero);

static void write_pte(struct scenario *s)
{
	struct mapping m = anon_map(s);

	touch_read(&m, 0);
	touch_read(&m, PTE_SIZE);
	touch_write(&m, PTE_SIZE, 'w');
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
	expect_result(s, "after the write", "byte beside", 0, touch_read(&m, PTE_SIZE + 1),
		      "a copy of the zero page");
}

SCENARIO(zero_write_pte, "anon", "zero.write-pte",
	 "a write to the zero page puts an anonymous page in its place, normal beside special",
	 .run = write_pte);

static void write_pmd(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	if (kernel_features(scenario_kernel(s))->version < KERNEL(6, 13, 0))
		scenario_skip(s, "before 6.13 the huge zero folio is split, not copied");
	touch_read(&m, 0);
	touch_write(&m, 7 * PTE_SIZE, 'w');
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true));
	expect_result(s, "after the write", "byte beside", 0, touch_read(&m, 0),
		      "a copy of the huge zero folio");
}

SCENARIO(zero_write_pmd, "anon", "zero.write-pmd",
	 "a write to the huge zero folio puts a large anonymous folio in its place, normal",
	 .run = write_pmd);

static void dontneed(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	if (madvise(m.addr, m.size, MADV_DONTNEED))
		scenario_broken(s, "MADV_DONTNEED: %s", strerror(errno));
	expect_absent(s, "after MADV_DONTNEED", &m);
	touch_read(&m, PMD_SIZE - 1);
	expect_mapping(s, "read again", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(zero_dontneed, "anon", "zero.dontneed",
	 "the huge zero folio goes without a trace and comes back with the next read",
	 .run = dontneed);

static void read_only(struct scenario *s)
{
	struct mapping m = anon_map(s, .prot = PROT_READ);

	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	if (mprotect(m.addr, m.size, PROT_NONE))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	m.flags &= ~VMA_READ;
	expect_mapping(s, "PROT_NONE", &m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(zero_prot_none, "anon", "zero.prot-none",
	 "without access the entry of the zero page stays, and stays special", .run = read_only);
