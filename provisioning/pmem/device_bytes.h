/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of a device: of one that is read and written, or of one that can only be mapped. */
#ifndef NORMALPAGE_PMEM_DEVICE_BYTES_H
#define NORMALPAGE_PMEM_DEVICE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

/**
 * struct device_bytes - a device
 * @fd: borrowed
 * @size: bytes
 * @map: where it is mapped (device-dax), or NULL
 * @window: a file in memory through which a mapping is read and written: the kernel copies, so that a page
 *	that has gone bad is an error and not a SIGBUS
 */
struct device_bytes {
	int fd;
	uint64_t size;
	unsigned char *map;
	int window;
};

/**
 * device_bytes_open - a block device or a file
 * @fd: open for reading, and for writing if it is to be written
 *
 * Pages of it that are cached and clean are dropped: they may be older than what was written through a
 * mapping of persistent memory.
 */
error_check struct error *device_bytes_open(int fd, const char *name, struct device_bytes *bytes);

/** device_bytes_map - a device-dax device of @size bytes; @writable: it is to be written */
error_check struct error *device_bytes_map(int fd, size_t size, bool writable, const char *name,
					   struct device_bytes *bytes);

/** device_bytes_read - all of [@at, @at + @length), which lies within the device, or an error */
error_check struct error *device_bytes_read(const struct device_bytes *bytes, uint64_t at, void *data,
					    size_t length);

/** device_bytes_write - the same, as far on the way to the medium as fsync(2) or a cache flush can say */
error_check struct error *device_bytes_write(const struct device_bytes *bytes, uint64_t at, const void *data,
					     size_t length);

/** device_bytes_close - end the mapping; the descriptor stays open */
void device_bytes_close(struct device_bytes *bytes);

#define NO_DEVICE_BYTES ((struct device_bytes){ .fd = -1, .window = -1 })

DEFINE_CLEANUP(device_bytes, struct device_bytes, device_bytes_close(&VALUE))

#endif
