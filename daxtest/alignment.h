/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where memory has the blocks of a foreign file system: PMDs fit by that, not by the block device. */
#ifndef NORMALPAGE_DAXTEST_ALIGNMENT_H
#define NORMALPAGE_DAXTEST_ALIGNMENT_H

#include <stdint.h>

#include "lib/base/error.h"

/** ALIGNMENT_UNKNOWN - a partition or a device-mapper device, and page frame numbers are not reported */
#define ALIGNMENT_UNKNOWN UINT64_MAX

/**
 * alignment_find - how far behind a multiple of 2 MiB of memory the file system's device begins
 * @dir: a directory in it; an unnamed file is made there
 * @skew: set to bytes, or to ALIGNMENT_UNKNOWN
 *
 * FIEMAP counts from the device on; fs/dax.c dax_iomap_direct_access() wants the pfn to be a multiple
 * of the size. A partition or a logical volume may begin anywhere. Where several devices are one
 * behind the other, that of the file's counts for all.
 */
error_check struct error *alignment_find(const char *dir, uint64_t *skew);

#endif
