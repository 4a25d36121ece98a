/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files in memory, on file systems of our own that are mounted nowhere, and mappings of files. */
#ifndef NORMALPAGE_MMTEST_FILE_H
#define NORMALPAGE_MMTEST_FILE_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"

/**
 * file_on - a new file of @size bytes on a new file system; gone with its last user
 * @type: "ramfs" (page cache) or "tmpfs" (shmem)
 * @huge: value of tmpfs's option huge, or NULL
 *
 * Skips where such a file system cannot be had.
 */
int file_on(struct scenario *s, const char *type, const char *huge, size_t size);

/**
 * struct file_mapping - what is not set is: all of a PMD, from the file's start, PROT_READ |
 * PROT_WRITE, MAP_SHARED, PMD-aligned
 * @vma: VMA_* bits in addition to what every file mapping has
 */
struct file_mapping {
	size_t size;
	off_t offset;
	int prot;
	int flags;
	unsigned int vma;
};

/** file_map - map a file at an address of its own; ends the scenario if that is refused */
#define file_map(s, fd, ...) file_map_as(s, fd, &(struct file_mapping){ __VA_ARGS__ })
struct mapping file_map_as(struct scenario *s, int fd, const struct file_mapping *how);

#endif
