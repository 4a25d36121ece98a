/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system of our own on a device that is free, mounted at a directory of our own; in the journal
 * as kinds "filesystem", "directory" and "mount".
 */
#ifndef NORMALPAGE_PMEM_OWN_FILESYSTEM_H
#define NORMALPAGE_PMEM_OWN_FILESYSTEM_H

#include <stdbool.h>

#include "provisioning/journal/own_directory.h"

/**
 * struct own_place - the device that it is to be on
 * @block: "pmem0"
 * @uuid, @claim: of its namespace (identity.h); one of them has to be there
 * @made: the namespace was just made in free capacity: what lies there was given up with the one before
 * @given_up: of a namespace that was there, data that is not known and may be overwritten; see
 *	contents_refuse()
 */
struct own_place {
	const char *block;
	const char *uuid;
	const char *claim;
	bool made;
	const char *given_up;
};

/**
 * own_filesystem_make - make it, mount it with dax=always
 * @type: "ext4" or "xfs"
 * @root: set to the root of the file system; used through its descriptor
 *
 * The device is refused if it is in use or anything is on it (contents.h). What a failure leaves is in the
 * journal.
 */
error_check struct error *own_filesystem_make(struct journal *journal, const struct own_place *place,
					      const char *type, struct own_directory *root);

#endif
