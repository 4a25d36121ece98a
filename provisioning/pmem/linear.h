/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device-mapper device over persistent memory: two block devices one behind the other. */
#ifndef NORMALPAGE_PMEM_LINEAR_H
#define NORMALPAGE_PMEM_LINEAR_H

#include "lib/base/error.h"

/**
 * linear_create - join two block devices, cut to multiples of 2 MiB (target "linear", dmsetup)
 * @name: of the device for dmsetup(8)
 * @device: set to its node, "/dev/dm-0", which the caller frees; NULL: not wanted
 */
error_check struct error *linear_create(const char *name, const char *first, const char *second, char **device);

error_check struct error *linear_destroy(const char *name);

#endif
