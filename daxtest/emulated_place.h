/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file system on emulated persistent memory, and what is below it. */
#ifndef NORMALPAGE_DAXTEST_EMULATED_PLACE_H
#define NORMALPAGE_DAXTEST_EMULATED_PLACE_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "provisioning/pmem/namespace.h"

/**
 * struct place - what was made, to be unmade in the opposite order
 * @ns: its namespaces; the second one only of a joined device
 * @linear: name of the joined device, or NULL
 * @device: block device with the file system
 * @dir: where it is mounted
 * @type: "ext4" or "xfs"
 * @missing: why it could not be made: this kernel or machine lacks something
 * @made, @mounted: how far it came
 * @inode: mounted with dax=inode; its top directory makes DAX files nevertheless
 * @async: the memory is not synchronous: no MAP_SYNC
 */
struct place {
	struct pmem_namespace *ns[2];
	const char *linear;
	char device[64];
	char dir[64];
	char type[8];
	struct error *missing;
	bool made;
	bool mounted;
	bool inode;
	bool async;
};

/** place_make - make and mount what @word says, see struct emulated_plan. On failure: place_unmake() */
error_check struct error *place_make(struct place *p, struct pmem *pmem, const char *word);

/** place_unmake - whatever there is of it */
error_check struct error *place_unmake(struct place *p);

/** place_is - whether @word says that the file system is on @what: "inode" */
bool place_is(const char *word, const char *what);

#endif
