// SPDX-License-Identifier: GPL-2.0-or-later
/* The file changes under a mapping of its hole. */
#include <errno.h>
#include <linux/falloc.h>
#include <signal.h>
#include <string.h>

#include "daxtest/fsdax.h"

struct hole {
	int fd;
	struct mapping m;
};

static struct hole read_hole(struct scenario *s)
{
	struct hole h = { .fd = fsdax_file(s, 2 * PMD_SIZE) };

	h.m = fsdax_map(s, h.fd);
	touch_read(&h.m, 0);
	expect_huge_zero_inserted(s);
	return h;
}

static void change(struct scenario *s, int fd, int mode, off_t offset, off_t len)
{
	if (fallocate(fd, mode, offset, len))
		scenario_broken(s, "fallocate: %s", strerror(errno));
}

static void punch(struct scenario *s)
{
	struct hole h = read_hole(s);

	change(s, h.fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PMD_SIZE / 2);
	expect_absent(s, "after the punch", &h.m);
	expect_result(s, "read again", "byte read", 0, touch_read(&h.m, 0),
		     "a hole reads as zeroes");
}

SCENARIO(file_punch, "fsdax", "file.punch",
	 "punching a hole into the hole removes the huge zero PMD",
	 .needs = &need_fsdax, .run = punch);

static void punch_data(struct scenario *s)
{
	int fd = fsdax_file_written(s, PMD_SIZE, 'd');
	struct mapping m = fsdax_map(s, fd);

	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD));
	change(s, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PMD_SIZE);
	expect_absent(s, "after the punch", &m);
	expect_result(s, "read again", "byte read", 0, touch_read(&m, 0), "fallocate(2): zeroes");
	expect_huge_zero_inserted(s);
	expect_mapping(s, "read again", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
}

SCENARIO(file_punch_data, "fsdax", "file.punch-data",
	 "punching out data removes the DAX folio; the next read maps the huge zero folio",
	 .needs = &need_fsdax, .run = punch_data);

static void truncate_part(struct scenario *s)
{
	struct hole h = read_hole(s);

	if (ftruncate(h.fd, PMD_SIZE / 2))
		scenario_broken(s, "ftruncate: %s", strerror(errno));
	expect_absent(s, "after truncate", &h.m);
	touch_read(&h.m, 0);
	expect_mapping(s, "read again", &h.m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	expect_result(s, "beyond the end", "signal", SIGBUS,
		     access_signal(&h.m, PMD_SIZE / 2, false),
		     "mmap(2): SIGBUS beyond the end of the file");
}

SCENARIO(file_truncate, "fsdax", "file.truncate",
	 "truncating within the PMD removes it; zero pages up to the end, SIGBUS behind it",
	 .needs = &need_fsdax, .run = truncate_part);

static void allocate(struct scenario *s)
{
	struct hole h = read_hole(s);

	change(s, h.fd, 0, 0, PMD_SIZE);
	expect_result(s, "after fallocate", "byte read", 0, touch_read(&h.m, 0),
		     "fallocate(2): the range reads as zeroes");
	expect_mapping(s, "after fallocate", &h.m,
		       PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	touch_write(&h.m, 0, 'x');
	expect_result(s, "after a write", "byte written", 'x', touch_read(&h.m, 0), "mmap(2)");
}

SCENARIO(file_allocate, "fsdax", "file.allocate",
	 "preallocating blocks under the mapping changes no data: the huge zero folio stays",
	 .needs = &need_fsdax, .run = allocate);
