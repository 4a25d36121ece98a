/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions: which one may be used, and its labels. */
#ifndef NORMALPAGE_PMEM_REGION_H
#define NORMALPAGE_PMEM_REGION_H

#include <ndctl/libndctl.h>
#include <stdbool.h>

#include "lib/base/error.h"

/**
 * region_refuse - why this machine's persistent memory may not be changed
 *
 * NULL only in a guest that normalpage made: "normalpage.guest" is on the kernel command line and
 * the firmware (DMI) is QEMU's.
 */
error_check struct error *region_refuse(void);

/**
 * region_choose - a PMEM region of DIMMs with room for @size bytes (0: a wholly unused region)
 *
 * ERROR_UNTESTABLE if there is none.
 */
error_check struct error *region_choose(struct ndctl_ctx *ctx, unsigned long long size,
					struct ndctl_region **region);

/**
 * region_of_provider - the first region of a kind of persistent memory
 * @provider: the kernel's word for it: "ACPI.NFIT", "e820", "virtio-pmem"
 */
error_check struct error *region_of_provider(struct ndctl_ctx *ctx, const char *provider,
					     struct ndctl_region **region);

/** region_by_name - "region0" */
error_check struct error *region_by_name(struct ndctl_ctx *ctx, const char *name,
					 struct ndctl_region **region);

/** region_has_labels - namespaces of any size can be made in it */
bool region_has_labels(struct ndctl_region *region);

/** region_init_labels - write empty labels (v1.2) to its DIMMs; only for an unused region */
error_check struct error *region_init_labels(struct ndctl_region *region);

#endif
