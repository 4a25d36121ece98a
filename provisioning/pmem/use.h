/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is somebody using it? Each way in which a device can be in use, asked at one place. */
#ifndef NORMALPAGE_PMEM_USE_H
#define NORMALPAGE_PMEM_USE_H

#include "lib/base/error.h"
#include "provisioning/pmem/tree.h"

/**
 * use_of_block - NULL, or who uses a block device: "mounted on /data", "held by dm-0 (vg-lv)", "used as
 *	swap", "partitioned (pmem0p1)", "below loop0", "open in process 612", "exported by nvmet (...)"
 * @name: "pmem0"
 *
 * Mounts are looked for in the mount namespace of each process, descriptors, mappings and rings in each
 * thread. On this machine the kernel's own count of openers is read as well (lib/kernel/openers.h): it leaves
 * out nobody. Where it cannot be read, what cannot be seen through is a failure of @tree: tree_finish().
 * What udev has open is waited for, two seconds at most, anybody else 0.4 s. The caller frees.
 */
char *use_of_block(struct tree *tree, const char *name);

/** use_of_char - the same of a device-dax device, "dax0.0" */
char *use_of_char(struct tree *tree, const char *name);

/**
 * use_unseen - NULL, or one line: that the kernel's count of openers cannot be read, and who would then be missed
 * @name: "pmem0", "dax0.0"
 *
 * For whoever goes on all the same, once use_of_block() or use_of_char() has found nobody. The caller frees.
 */
char *use_unseen(const char *name);

/** use_check_sight - an error if other processes cannot all be seen, as from a container */
error_check struct error *use_check_sight(void);

/** use_mounts - where a block device is mounted, in any mount namespace; each place once. The caller clears */
struct string_list use_mounts(struct tree *tree, const char *name);

/**
 * use_claim_block - open a block device exclusively that nobody else uses, nor has open
 * @name: "pmem0"
 * @fd: for reading and writing; as long as it is open, nobody else can mount or claim it
 */
error_check struct error *use_claim_block(const char *name, int *fd);

/** use_open_char - the same of a device-dax device, which cannot be claimed */
error_check struct error *use_open_char(const char *name, int *fd);

#endif
