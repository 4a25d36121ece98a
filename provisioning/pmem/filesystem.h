/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DAX file systems: made so that files can be mapped by PMDs. */
#ifndef NORMALPAGE_PMEM_FILESYSTEM_H
#define NORMALPAGE_PMEM_FILESYSTEM_H

#include <stdbool.h>

#include "lib/base/error.h"

/** filesystem_known - an error if @type cannot be made, or not in a namespace of @size bytes */
error_check struct error *filesystem_known(const char *type, unsigned long long size);

/** filesystem_check_tool - is the mkfs here that makes @type? ERROR_MISSING names its package */
error_check struct error *filesystem_check_tool(const char *type);

/**
 * filesystem_make - mkfs on a device that carries no signature
 * @device: block device of an fsdax namespace
 * @type: "ext4" or "xfs"
 *
 * Blocks of 4 KiB (DAX needs the page size) and allocation in units of 2 MiB at 2 MiB boundaries:
 * ext4 stride and stripe_width, xfs su and sw. A missing mkfs is ERROR_MISSING, a signature found
 * by libblkid is refused.
 */
error_check struct error *filesystem_make(const char *device, const char *type);

/** filesystem_make_as - the same, with a uuid that the caller chose (NULL: mkfs chooses) */
error_check struct error *filesystem_make_as(const char *device, const char *type,
					     const char *uuid);

/**
 * filesystem_mount - mount it; @dir is made if it is not there
 * @options: "dax=always" or "dax=inode"
 */
error_check struct error *filesystem_mount(const char *device, const char *type,
					   const char *options, const char *dir);

/**
 * filesystem_set_dax - FS_XFLAG_DAX of a file or of a directory, whose new files inherit it
 *
 * Under dax=inode it decides; a file's own takes effect when its inode is next read in
 * (Documentation/filesystems/dax.rst).
 */
error_check struct error *filesystem_set_dax(const char *path, bool dax);

error_check struct error *filesystem_unmount(const char *dir);

/** filesystem_wipe - remove the signature of a file system that we made, so that the device is free */
error_check struct error *filesystem_wipe(const char *device);

/** filesystem_wipe_open - the same on a device that is open for writing; @device is for messages */
error_check struct error *filesystem_wipe_open(int fd, const char *device);

/**
 * filesystem_check_dax - whether @dir is on a file system whose new files are DAX
 * @type: set to "ext4", "xfs" or another name; static
 *
 * Makes an unnamed file (O_TMPFILE) and asks statx(2) for STATX_ATTR_DAX. ERROR_UNTESTABLE if not.
 */
error_check struct error *filesystem_check_dax(const char *dir, const char **type);

#endif
