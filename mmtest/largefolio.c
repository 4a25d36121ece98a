// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Large folios of a page cache, mapped by PTEs: the cache of a disk whose blocks are larger than a page
 * has no others (block/bdev.c set_blocksize(), mapping_set_folio_min_order(); 6.15).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/base/device.h"
#include "mmtest/file.h"
#include "mmtest/move.h"

#define BLOCK (16 * PTE_SIZE)

/* another program may take the free one in between: EBUSY */
static int configure_free_loop(struct scenario *s, int control, const struct loop_config *config)
{
	int number = ioctl(control, LOOP_CTL_GET_FREE), disk = -1, errnum;
	struct error *err;
	char name[32];

	if (number < 0)
		return -errno;
	snprintf(name, sizeof(name), "loop%d", number);
	err = device_open(name, O_RDWR, &disk);
	if (err)
		scenario_skip(s, "%s", err->message);
	if (!ioctl(disk, LOOP_CONFIGURE, config))
		return disk;
	errnum = errno;
	close(disk);
	return -errnum;
}

/* a loop device over memory, gone with its last user */
static int open_disk(struct scenario *s)
{
	guarded(fd) int control = -1;
	guarded(fd) int memory = memfd_create("disk", MFD_CLOEXEC);
	const struct loop_config config = { .fd = (unsigned int)memory, .block_size = BLOCK,
					    .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	int block = BLOCK, disk = -EBUSY;
	struct error *err = device_open("loop-control", O_RDWR, &control);

	if (err)
		scenario_skip(s, "%s (modprobe loop, root)", err->message);
	if (memory < 0 || ftruncate(memory, 16 * BLOCK))
		scenario_broken(s, "memfd: %s", strerror(errno));
	for (int tries = 0; disk == -EBUSY && tries < 10; tries++)
		disk = configure_free_loop(s, control, &config);
	if (disk < 0)
		scenario_skip(s, "a loop device with blocks of 64 KiB: %s (6.15, CONFIG_TRANSPARENT_HUGEPAGE)",
			      strerror(-disk));
	/* the cache was set up for small blocks when it was opened */
	if (ioctl(disk, BLKBSZSET, &block))
		scenario_skip(s, "BLKBSZSET: %s", strerror(errno));
	return disk;
}

static struct mapping map_disk(struct scenario *s, int flags)
{
	struct mapping m = file_map(s, open_disk(s), .size = BLOCK, .flags = flags);

	/* a fault maps what is cached around it as well: with all touched, all are mapped */
	for (size_t at = 0; at < BLOCK; at += PTE_SIZE)
		touch_read(&m, at);
	return m;
}

#define LARGE(at, nr, ...)								\
	PAGES((at) * PTE_SIZE, (nr) * PTE_SIZE, PAGE_FILE, LEVEL_PTE, .large = true, ##__VA_ARGS__)

static void shared(struct scenario *s)
{
	struct mapping m = map_disk(s, MAP_SHARED), last;

	expect_mapping(s, "read", &m, LARGE(0, 16, .clean = true));
	last = mapping_part(&m, 5 * PTE_SIZE, BLOCK - 5 * PTE_SIZE);
	if (munmap(m.addr, 5 * PTE_SIZE))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_mapping(s, "partly unmapped", &last, LARGE(0, 11, .clean = true));
	last = mapping_move(s, &last, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved", &last, LARGE(0, 11, .clean = true));
}

SCENARIO(largefolio_shared, "file", "large-folio.shared",
	 "pages of a large folio are normal one by one, whichever of them are mapped",
	 .run = shared);

static void private(struct scenario *s)
{
	struct mapping m = map_disk(s, MAP_PRIVATE);

	touch_write(&m, 3 * PTE_SIZE, 'c');
	expect_mapping(s, "one page written", &m, LARGE(0, 3, .clean = true),
		       PAGES(3 * PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       LARGE(4, 12, .clean = true));
}

SCENARIO(largefolio_private, "file", "large-folio.private",
	 "a private copy of one page of a large folio is anonymous, its neighbours are the file's",
	 .run = private);
