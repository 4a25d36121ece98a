/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system of our own on a device that is free, mounted at a directory of our own; in the journal
 * as kinds "filesystem", "directory" and "mount".
 */
#ifndef NORMALPAGE_PMEM_OWN_FILESYSTEM_H
#define NORMALPAGE_PMEM_OWN_FILESYSTEM_H

#include "provisioning/journal/own_directory.h"

/**
 * struct own_place - the device that it is to be on
 * @block: "pmem0"
 * @uuid, @claim: of its namespace (identity.h); one of them has to be there
 */
struct own_place {
	const char *block;
	const char *uuid;
	const char *claim;
};

/**
 * own_filesystem_make - make it, mount it with dax=always
 * @type: "ext4" or "xfs"
 * @root: set to the root of the file system; used through its descriptor
 *
 * The device is refused if anybody uses it or anything is on it. What a failure leaves is in the
 * journal.
 */
error_check struct error *own_filesystem_make(struct journal *journal, const struct own_place *place,
					      const char *type, struct own_directory *root);

#endif
