/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a region or a namespace that was there before us may be used, from the kernel's own words. */
#ifndef NORMALPAGE_PMEM_IDLE_H
#define NORMALPAGE_PMEM_IDLE_H

#include "lib/error.h"

/**
 * idle_check_dimms - all that is known of a region's DIMMs is understood and harmless
 * @root: "" or the directory of a recorded tree
 * @region: "region0"
 *
 * Refused: a state or a flag that is not known, locked or overwritten DIMMs, a DIMM that failed to
 * save, restore, map or arm, labels that are not there or not active.
 */
error_check struct error *idle_check_dimms(const char *root, const char *region);

/**
 * idle_check_region - a namespace may be made in the free capacity of a region
 * @size: bytes that must be free in one piece
 *
 * Refused, beside what idle_check_dimms() refuses: one that is not persistent memory or read-only, a
 * persistence domain that is not known, bad blocks, and one without labels, all of which is one
 * namespace.
 */
error_check struct error *idle_check_region(const char *root, const char *region,
					    unsigned long long size);

/**
 * struct idle_namespace - a namespace that may be used; owned
 * @mode: "fsdax" or "devdax"
 * @device: "pmem0" or "dax0.0", without "/dev/"
 * @uuid: of the namespace, "" where there are no labels
 * @claim: of what makes it fsdax or devdax, "" if there is none
 */
struct idle_namespace {
	const char *mode;
	char *device;
	char *uuid;
	char *claim;
};

/**
 * idle_check_namespace - nobody uses a namespace, as far as can be told without opening it
 * @name: "namespace0.0", in full
 *
 * Refused, beside what the region is refused for: one that is raw or under a BTT, whose device is not
 * there, is held, mounted, partitioned, swap, or memory of the kernel (dax/kmem).
 */
error_check struct error *idle_check_namespace(const char *root, const char *name,
					       struct idle_namespace *ns);
void idle_namespace_clear(struct idle_namespace *ns);

DEFINE_CLEANUP(idle_namespace, struct idle_namespace, idle_namespace_clear(&VALUE))

#endif
