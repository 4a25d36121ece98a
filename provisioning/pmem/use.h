/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who uses a device: what the kernel can say of it without being asked to open it. */
#ifndef NORMALPAGE_PMEM_USE_H
#define NORMALPAGE_PMEM_USE_H

#include <stdbool.h>
#include <sys/types.h>

#include "lib/error.h"

/**
 * use_of_block - NULL, or who uses a block device: "mounted on /data (seen by process 612)",
 *	"held by dm-0 (vg-lv)", "swap", "partition pmem0p1"
 * @root: "" or the directory of a recorded tree
 * @name: "pmem0"
 *
 * Mounts are looked for in the mount namespace of each process. The caller frees.
 */
char *use_of_block(const char *root, const char *name);

/**
 * use_of_char - NULL, or which process has a character device open or mapped
 * @rdev: the device's number
 *
 * A process that ends or begins meanwhile may be missed: there is no exclusive open of character
 * devices. The caller frees.
 */
char *use_of_char(const char *root, dev_t rdev);

/**
 * use_of_open_block - NULL, or who has a block device open without claiming it: a loop device, or a
 *	process, such as QEMU or a database
 *
 * The caller frees.
 */
char *use_of_open_block(const char *root, const char *name, dev_t rdev);

/**
 * use_sees_all - whether other processes can be seen at all: not from a PID namespace of its own, such as
 *	that of a container
 */
bool use_sees_all(void);

/** use_mounts - where a block device is mounted, sorted and each named once; ended by NULL.
 * Free with sysfs_entries_free() */
char **use_mounts(const char *root, const char *name);

/**
 * use_claim - open a block device exclusively, and make sure that it is the one that is meant
 * @device: "/dev/pmem0"; not followed if it is a symbolic link
 * @name: what it has to be in /sys/dev/block
 * @fd: for reading and writing; as long as it is open, nobody else can mount or claim it
 *
 * Refuses one that is in use as use_of_block() tells, or open exclusively by somebody.
 */
error_check struct error *use_claim(const char *device, const char *name, int *fd);

#endif
