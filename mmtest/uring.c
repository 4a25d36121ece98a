// SPDX-License-Identifier: GPL-2.0-or-later
/* io_uring: io_uring/memmap.c inserts the pages of its rings, since 6.10 with vm_insert_pages(). */
#include <errno.h>
#include <linux/io_uring.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mmtest/inserted.h"

#define ENTRIES 256	/* of 64 bytes each */

static int open_ring(void)
{
	struct io_uring_params params = { 0 };
	int fd = (int)syscall(SYS_io_uring_setup, ENTRIES, &params);

	return fd < 0 ? -errno : fd;
}

const struct driver driver_uring = {
	.flags = VMA_MIXEDMAP | VMA_DONTEXPAND,
	.open = open_ring,
	.size = ENTRIES * sizeof(struct io_uring_sqe),
	.offset = IORING_OFF_SQES,
	.own_address = true,	/* io_uring_get_unmapped_area() */
	.missing = "CONFIG_IO_URING, kernel.io_uring_disabled",
};
