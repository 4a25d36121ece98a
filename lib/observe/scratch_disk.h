/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A disk that nobody else has: a loop device over memory. */
#ifndef NORMALPAGE_OBSERVE_SCRATCH_DISK_H
#define NORMALPAGE_OBSERVE_SCRATCH_DISK_H

#include "lib/base/error.h"

#define SCRATCH_DISK_SIZE 0x10000

/**
 * struct scratch_disk - SCRATCH_DISK_SIZE bytes
 * @disk: the block device, O_DIRECT: what it reads or writes must be aligned to 512 bytes
 * @memory: the same bytes as a file
 */
struct scratch_disk {
	int disk;
	int memory;
};

/**
 * scratch_disk_open - make one; the kernel takes it down with its last descriptor
 *
 * ERROR_UNTESTABLE says what is missing.
 */
error_check struct error *scratch_disk_open(struct scratch_disk *disk);
void scratch_disk_close(struct scratch_disk *disk);

#endif
