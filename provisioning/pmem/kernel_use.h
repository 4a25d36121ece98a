/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the kernel itself has a block device open without claiming it, where it says so. */
#ifndef NORMALPAGE_PMEM_KERNEL_USE_H
#define NORMALPAGE_PMEM_KERNEL_USE_H

#include "provisioning/pmem/node.h"
#include "provisioning/pmem/tree.h"

/**
 * kernel_use - NULL, or what has it: "below loop0", "exported by nvmet (...)"
 * @doubt: the first place that a device is named in that cannot be found from here
 *
 * Loop devices, exports by nvmet, the SCSI target, USB gadgets, Xen's block backend and RNBD. What claims
 * a device for itself, as file systems, device-mapper, md, bcache and DRBD do, is not looked for here: it
 * cannot be opened exclusively then. The caller frees.
 */
char *kernel_use(struct tree *tree, const struct node *node, struct doubt *doubt);

#endif
