/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is on a device, as far as libblkid can tell. */
#ifndef NORMALPAGE_PMEM_SIGNATURE_H
#define NORMALPAGE_PMEM_SIGNATURE_H

#include "lib/base/error.h"

/**
 * signature_find - look for a file system, RAID, volume manager, encryption, swap, partition table
 * @fd: the device, which has to be open for reading
 * @what: set to "ext4", "LVM2_member", "gpt partition table", ..., or to NULL if nothing is found;
 *	the caller frees
 * @uuid: set to the file system's uuid as text, "" if it has none; may be NULL. The caller frees
 *
 * Looks at the end of the device as well, takes superblocks with a bad checksum for superblocks, and
 * the second copy of a GPT for a partition table. A device that cannot be read as a whole is an error.
 */
error_check struct error *signature_find(int fd, char **what, char **uuid);

/** signature_refuse - an error if there is one, or if that is not known; @name is for the message */
error_check struct error *signature_refuse(int fd, const char *name);

#endif
