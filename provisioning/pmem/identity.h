/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A namespace by what is written on it: names and device numbers are given again at each boot. */
#ifndef NORMALPAGE_PMEM_IDENTITY_H
#define NORMALPAGE_PMEM_IDENTITY_H

#include "provisioning/pmem/tree.h"

/**
 * identity_find_block - the block device of the fsdax namespace with these uuids
 * @uuid: in its label, "" if it has none
 * @claim: in its info block, "" if it has none
 *
 * Returns "pmem0", which the caller frees, or NULL if there is no such namespace or it is not active.
 * Without any uuid there never is.
 */
char *identity_find_block(struct tree *tree, const char *uuid, const char *claim);

/**
 * identity_find - the device of libnvdimm that has a uuid, "namespace0.1" or "pfn0.2", active or not; NULL:
 *	none. The caller frees
 *
 * libndctl leaves out what it fails to read, and does not say so: that it finds none proves nothing.
 */
char *identity_find(struct tree *tree, const char *uuid);

/**
 * identity_hidden - whether a namespace with this uuid may exist though it is not found
 *
 * NULL, or what is not active: no region at all, one without its driver, the namespace itself. The caller
 * frees.
 */
char *identity_hidden(struct tree *tree, const char *uuid);

#endif
