/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which process has a device: by a descriptor, a mapping, a ring's registered file. */
#ifndef NORMALPAGE_PMEM_PROCESS_USE_H
#define NORMALPAGE_PMEM_PROCESS_USE_H

#include <stdbool.h>

#include "provisioning/pmem/node.h"
#include "provisioning/pmem/tree.h"

/**
 * process_use - NULL, or which process has a device: "open in process 612 (mysqld)"
 * @doubt: the first thing in which it may be without being seen; not changed if there is none
 * @passing: set to whether that is udev or what its rules run, which close it in a moment
 *
 * Each thread is looked at that has a file table or memory of its own. A process that begins or ends
 * meanwhile may be missed. The caller frees.
 */
char *process_use(struct tree *tree, const struct node *node, struct doubt *doubt, bool *passing);

#endif
