/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices by name: the one place that opens what lies below /dev. */
#ifndef NORMALPAGE_BASE_DEVICE_H
#define NORMALPAGE_BASE_DEVICE_H

#include <string.h>

#include "lib/base/error.h"

/** device_name - "pmem0" of "/dev/pmem0" */
static inline const char *device_name(const char *path)
{
	return strncmp(path, "/dev/", 5) ? path : path + 5;
}

/**
 * device_open - open a device by the name that the kernel has for it
 * @name: below /dev: "pmem0", "dax0.0", "loop-control", "vfio/vfio"
 * @flags: of open(2); symbolic links are never followed
 * @fd: a device of exactly this name in /sys/dev (its uevent file: drivers/base/core.c
 *	dev_uevent()). The caller closes it
 *
 * A node is only a number with a name: in a static /dev, as containers have it, the number may be another
 * device's by now. The error has the errno of open(2) where that failed.
 */
error_check struct error *device_open(const char *name, int flags, int *fd);

#endif
