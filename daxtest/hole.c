// SPDX-License-Identifier: GPL-2.0-or-later
/* First touches of a hole: fs/dax.c dax_pmd_load_hole() and dax_load_hole(). */
#include <signal.h>

#include "daxtest/fsdax.h"

static void read_pmd(struct scenario *s, int flags)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 2 * PMD_SIZE), .flags = flags);
	char byte = touch_read(&m, 0);

	expect_huge_zero_inserted(s);
	expect_result(s, "after the read", "byte read", 0, byte, "a hole reads as zeroes");
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

static void read_pmd_shared(struct scenario *s)
{
	read_pmd(s, MAP_SHARED);
}

SCENARIO(read_pmd_shared, "fsdax", "hole.read-pmd-shared",
	 "a read fault on a PMD-aligned hole maps the huge zero folio",
	 .needs = &need_fsdax, .run = read_pmd_shared);

static void read_pmd_private(struct scenario *s)
{
	read_pmd(s, MAP_PRIVATE);
}

SCENARIO(read_pmd_private, "fsdax", "hole.read-pmd-private",
	 "a read fault on a hole in a private mapping maps the huge zero folio as well",
	 .needs = &need_fsdax, .run = read_pmd_private);

/* two PMDs of one vma, the second one first */
static void read_pmd_two(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 2 * PMD_SIZE), .size = 2 * PMD_SIZE);

	touch_read(&m, 2 * PMD_SIZE - 1);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "after reading the end", &m,
		       PAGES(PMD_SIZE, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_read(&m, PMD_SIZE - 1);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "after reading both", &m,
		       PAGES(0, 2 * PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(read_pmd_two, "fsdax", "hole.read-pmd-two",
	 "each PMD of a hole is mapped by its own fault, with the same folio",
	 .needs = &need_fsdax, .run = read_pmd_two);

static void read_pte(struct scenario *s, const struct mapping *m)
{
	touch_read(m, 0);
	touch_read(m, 3 * PTE_SIZE);
	expect_not_called(s, "vmf_insert_folio_pmd");
	expect_called(s, "vmf_insert_page_mkwrite", ARG("write", 0));
	expect_mapping(s, "after the reads", m,
		       PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE),
		       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

static void read_pte_unaligned_start(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 2 * PMD_SIZE), .skew = PTE_SIZE);

	read_pte(s, &m);
}

SCENARIO(read_pte_unaligned_start, "fsdax", "hole.read-pte-unaligned-start",
	 "an address that does not fit the file offset within a PMD gets zero pages",
	 .needs = &need_fsdax, .run = read_pte_unaligned_start);

static void read_pte_unaligned_offset(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 2 * PMD_SIZE), .offset = PTE_SIZE);

	read_pte(s, &m);
}

SCENARIO(read_pte_unaligned_offset, "fsdax", "hole.read-pte-unaligned-offset",
	 "a file offset that does not fit the address within a PMD gets zero pages",
	 .needs = &need_fsdax, .run = read_pte_unaligned_offset);

static void read_pte_short_file(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 4 * PTE_SIZE));

	read_pte(s, &m);
	expect_result(s, "beyond the end", "signal", SIGBUS, access_signal(&m, 4 * PTE_SIZE, false),
		     "mmap(2): SIGBUS beyond the end of the file");
}

SCENARIO(read_pte_short_file, "fsdax", "hole.read-pte-short-file",
	 "a file that ends within the PMD gets zero pages, and SIGBUS behind its end",
	 .needs = &need_fsdax, .run = read_pte_short_file);

static void read_pte_short_vma(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, PMD_SIZE), .size = PMD_SIZE / 2);

	read_pte(s, &m);
}

SCENARIO(read_pte_short_vma, "fsdax", "hole.read-pte-short-vma",
	 "a mapping that ends within the PMD gets zero pages",
	 .needs = &need_fsdax, .run = read_pte_short_vma);

/* preallocated but unwritten blocks read as zeroes too: iomap type IOMAP_UNWRITTEN */
static void read_unwritten(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file_unwritten(s, PMD_SIZE));

	touch_read(&m, 0);
	expect_huge_zero_inserted(s);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(read_unwritten, "fsdax", "hole.read-unwritten",
	 "preallocated, unwritten blocks are a hole to a read fault",
	 .needs = &need_fsdax, .run = read_unwritten);

static void write_pmd(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file_unwritten(s, PMD_SIZE));

	touch_write(&m, 5, 'x');
	expect_called(s, "vmf_insert_folio_pmd", ARG("write", 1));
	expect_mapping(s, "after the write", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
	expect_result(s, "after the write", "byte written", 'x', touch_read(&m, 5), "mmap(2)");
	expect_result(s, "after the write", "byte beside", 0, touch_read(&m, 6),
		     "unwritten blocks are zeroed when they are mapped for writing");
}

SCENARIO(write_pmd, "fsdax", "hole.write-pmd",
	 "a write fault on preallocated blocks maps a DAX folio by a PMD, normal",
	 .needs = &need_fsdax, .run = write_pmd);

static void write_pte(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, 2 * PMD_SIZE), .skew = PTE_SIZE);

	touch_write(&m, PTE_SIZE, 'x');
	expect_not_called(s, "vmf_insert_folio_pmd");
	expect_mapping(s, "after the write", &m,
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(write_pte, "fsdax", "hole.write-pte",
	 "a write fault where no PMD fits maps one DAX page, normal",
	 .needs = &need_fsdax, .run = write_pte);

static void write_private(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file(s, PMD_SIZE), .flags = MAP_PRIVATE);

	touch_write(&m, PTE_SIZE, 'x');
	expect_not_called(s, "vmf_insert_folio_pmd");
	expect_mapping(s, "after the write", &m,
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(write_private, "fsdax", "hole.write-private",
	 "a write fault in a private mapping makes an anonymous page, whatever the file has",
	 .needs = &need_fsdax, .run = write_private);
