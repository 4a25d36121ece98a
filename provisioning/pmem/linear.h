/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device-mapper device over persistent memory: two block devices one behind the other. */
#ifndef NORMALPAGE_PMEM_LINEAR_H
#define NORMALPAGE_PMEM_LINEAR_H

#include "lib/error.h"

/**
 * linear_create - join two block devices, cut to multiples of 2 MiB (target "linear", dmsetup)
 * @name: of the device, which is /dev/mapper/@name
 */
error_check struct error *linear_create(const char *name, const char *first, const char *second);

error_check struct error *linear_destroy(const char *name);

#endif
