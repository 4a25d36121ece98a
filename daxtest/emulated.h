/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Namespaces and file systems that exist for one run on emulated persistent memory. */
#ifndef NORMALPAGE_DAXTEST_EMULATED_H
#define NORMALPAGE_DAXTEST_EMULATED_H

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * struct emulated_plan - what to make; all strings are borrowed
 * @fs: file systems: "ext4" or "xfs" on all of a region, or with what it is on behind it:
 *	"-part" a part of a region, "-inode" the same mounted with dax=inode, "-linear" two parts
 *	joined by device-mapper, "-virtio" virtio-pmem, "-memmap" memmap= on the command line
 * @devdax: device-dax in parts of a region: "4k", "2m", "1g", "ram"
 */
struct emulated_plan {
	const struct string_list *fs;
	const struct string_list *devdax;
};

struct emulated;

/**
 * emulated_make - make it all and offer it to the scenarios
 *
 * On failure nothing is left behind.
 */
error_check struct error *emulated_make(const struct emulated_plan *plan,
					struct emulated **emulated);

/** emulated_names - offer only the names, for a list of tests */
error_check struct error *emulated_names(const struct emulated_plan *plan);

/** emulated_destroy - unmount, destroy the namespaces; NULL is allowed */
error_check struct error *emulated_destroy(struct emulated *emulated);

#endif
