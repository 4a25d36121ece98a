// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Others reaching for DAX files through get_user_pages(): mm/gup.c faultin_page() for writing, and
 * check_vma_flags(), which lends no page of a file system for long (FOLL_LONGTERM).
 */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "daxtest/fsdax.h"
#include "lib/base/full_write.h"
#include "lib/observe/ring.h"
#include "lib/observe/scratch_disk.h"

#define FAULT "mm/gup.c faultin_page()"
#define LONGTERM "mm/gup.c check_vma_flags(): vma_is_fsdax()"

/* @fd has in the file what came from the disk, if the mapping is shared */
static void disk_into(struct scenario *s, const struct mapping *m, int fd, char in_file)
{
	struct scratch_disk disk;
	char byte = 0;

	scenario_need(s, scratch_disk_open(&disk));
	if (!full_pwrite(disk.memory, "disk", 4, 0))
		scenario_broken(s, "pwrite: %s", strerror(errno));
	expect_result(s, "read by O_DIRECT", "result", PTE_SIZE,
		      pread(disk.disk, m->addr, PTE_SIZE, 0), FAULT);
	expect_result(s, "read by O_DIRECT", "byte in the mapping", 'd', touch_read(m, 0),
		      "read(2)");
	if (pread(fd, &byte, 1, 0) != 1)
		scenario_broken(s, "pread: %s", strerror(errno));
	expect_result(s, "read by O_DIRECT", "byte in the file", in_file, byte, "mmap(2)");
	scratch_disk_close(&disk);
}

static void disk_into_pmd(struct scenario *s)
{
	int fd = fsdax_file_unwritten(s, PMD_SIZE);
	struct mapping m = fsdax_map(s, fd);

	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	disk_into(s, &m, fd, 'd');
	expect_mapping(s, "read by O_DIRECT", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(gup_direct_pmd, "fsdax", "gup.direct-io-pmd",
	 "a disk read into the huge zero folio puts a DAX folio there, and goes into the file",
	 .needs = &need_fsdax, .run = disk_into_pmd);

static void disk_into_pte(struct scenario *s)
{
	int fd = fsdax_file(s, 2 * PMD_SIZE);
	struct mapping m = fsdax_map(s, fd, .skew = PTE_SIZE);

	touch_read(&m, 0);
	expect_mapping(s, "after the read", &m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	disk_into(s, &m, fd, 'd');
	expect_mapping(s, "read by O_DIRECT", &m,
		       PAGES(0, PTE_SIZE, PAGE_FSDAX, LEVEL_PTE, .writable = true, .dirty = true));
}

SCENARIO(gup_direct_pte, "fsdax", "gup.direct-io-pte",
	 "a disk read into a zero page puts a DAX page there, and goes into the file",
	 .needs = &need_fsdax, .run = disk_into_pte);

static void disk_into_private(struct scenario *s)
{
	int fd = fsdax_file(s, PMD_SIZE);
	struct mapping m = fsdax_map(s, fd, .flags = MAP_PRIVATE);

	touch_read(&m, 0);
	disk_into(s, &m, fd, 0);
	expect_mapping(s, "read by O_DIRECT", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
}

SCENARIO(gup_direct_private, "fsdax", "gup.direct-io-private",
	 "a disk read into a private mapping makes an anonymous page; the file keeps its hole",
	 .needs = &need_fsdax, .run = disk_into_private);

static void write_remote(struct scenario *s)
{
	char byte = 'r';
	struct mapping m = fsdax_map(s, fsdax_file_unwritten(s, PMD_SIZE));
	struct iovec local = { &byte, 1 }, remote = { m.addr, 1 };

	touch_read(&m, 0);
	expect_result(s, "process_vm_writev", "result", 1,
		      process_vm_writev(getpid(), &local, 1, &remote, 1, 0), FAULT);
	expect_result(s, "process_vm_writev", "byte", 'r', touch_read(&m, 0), "process_vm_writev(2)");
	expect_mapping(s, "process_vm_writev", &m,
		       PAGES(0, PMD_SIZE, PAGE_FSDAX, LEVEL_PMD, .writable = true, .dirty = true));
}

SCENARIO(gup_writev, "fsdax", "gup.process-vm-writev",
	 "process_vm_writev() to the huge zero folio puts a DAX folio there",
	 .needs = &need_fsdax, .run = write_remote);

static void register_buffer(struct scenario *s, const struct mapping *m, int expected)
{
	struct ring ring;

	scenario_need(s, ring_open(&ring));
	expect_result(s, "a fixed buffer", "errno of IORING_REGISTER_BUFFERS", expected,
		      -ring_register(&ring, m->addr, PTE_SIZE), LONGTERM);
	ring_close(&ring);
}

/* not even faulted in: the vma is looked at first */
static void buffer_absent(struct scenario *s)
{
	struct mapping m = fsdax_map(s, fsdax_file_written(s, PMD_SIZE, 'd'));

	register_buffer(s, &m, EOPNOTSUPP);
	expect_absent(s, "a fixed buffer", &m);
}

SCENARIO(gup_buffer_absent, "fsdax", "gup.fixed-buffer-absent",
	 "a DAX file cannot become a fixed buffer of an io_uring, and nothing is mapped for it",
	 .needs = &need_fsdax, .run = buffer_absent);

/* GUP-fast meets the copy and sees no vma: io_uring/rsrc.c io_pin_pages() */
static void buffer_private(struct scenario *s)
{
	struct mapping m;

	if (kernel_features(scenario_kernel(s))->version < KERNEL(6, 5, 0))
		scenario_skip(s, "before 6.5 no page of any file could become a fixed buffer");
	m = fsdax_map(s, fsdax_file_written(s, PMD_SIZE, 'd'), .flags = MAP_PRIVATE);
	touch_write(&m, 0, 'x');
	register_buffer(s, &m, 0);
	expect_mapping(s, "a fixed buffer", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
}

SCENARIO(gup_buffer_private, "fsdax", "gup.fixed-buffer-private",
	 "the anonymous copy of a DAX page can become a fixed buffer",
	 .needs = &need_fsdax, .run = buffer_private);
