/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of the fuzzer as a file that has a path. */
#ifndef NORMALPAGE_FUZZ_MEMORY_FILE_H
#define NORMALPAGE_FUZZ_MEMORY_FILE_H

#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/full_write.h"

/** memory_file - a descriptor, and its path in @path (64 bytes); the caller closes it */
static inline int memory_file(const uint8_t *data, size_t size, char *path)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || !full_write(fd, data, size))
		_exit(1);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

#endif
