/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is behind a namespace's handle. */
#ifndef NORMALPAGE_PMEM_NAMESPACE_PRIVATE_H
#define NORMALPAGE_PMEM_NAMESPACE_PRIVATE_H

#include <ndctl/libndctl.h>
#include <uuid/uuid.h>

#include "provisioning/pmem/namespace.h"

struct pmem {
	struct ndctl_ctx *ctx;
};

/**
 * struct pmem_namespace - one that was made, or found
 * @uuid: in its label, where there is one
 * @claim: in the info block that makes it fsdax or devdax
 * @taken: it was there, and stays
 */
struct pmem_namespace {
	struct ndctl_region *region;
	struct ndctl_namespace *ns;
	enum pmem_mode mode;
	char device[64];
	unsigned long align;
	unsigned long long size;
	uuid_t uuid;
	uuid_t claim;
	bool taken;
};

/** pmem_namespace_find_dax - name the character device, and its size and alignment */
error_check struct error *pmem_namespace_find_dax(struct pmem_namespace *n, struct ndctl_dax *dax);

#endif
