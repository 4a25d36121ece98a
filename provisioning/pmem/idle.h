/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a region or a namespace that was there before us may be used, from the kernel's own words. */
#ifndef NORMALPAGE_PMEM_IDLE_H
#define NORMALPAGE_PMEM_IDLE_H

#include "lib/base/error.h"

/**
 * idle_check_region - a namespace may be made in the free capacity of a region
 * @root: "" or the directory of a recorded tree
 * @region: "region0"
 * @size: bytes that must be free in one piece
 *
 * Refused: one that is not persistent memory or read-only, a persistence domain that is not known, bad
 * blocks, and one without labels, all of which is one namespace; DIMMs in a state or with a flag that is
 * not known, that are locked or overwritten, that failed to save, restore, map or arm, or whose labels are
 * not there or not active.
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
 * idle_check_namespace - nobody uses a namespace, as far as is known without claiming it
 * @name: "namespace0.0", in full
 *
 * Refused, beside what the region is refused for: one that is raw or under a BTT, whose device is not
 * there, is in use (provisioning/pmem/use.h), or memory of the kernel (dax/kmem).
 */
error_check struct error *idle_check_namespace(const char *root, const char *name,
					       struct idle_namespace *ns);

/** idle_namespace_id - the uuid that it is known by: that of its label, else of its info block; "" if none */
const char *idle_namespace_id(const struct idle_namespace *ns);

void idle_namespace_clear(struct idle_namespace *ns);

DEFINE_CLEANUP(idle_namespace, struct idle_namespace, idle_namespace_clear(&VALUE))

#endif
