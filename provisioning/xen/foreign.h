/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Another domain's pages without that domain ever running: a PV domain is made and left paused, and
 * its grant table is written from here, as Xen's own tests map it (tools/tests/resource).
 */
#ifndef NORMALPAGE_XEN_FOREIGN_H
#define NORMALPAGE_XEN_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "provisioning/xen/grant.h"
#include "provisioning/xen/own_domain.h"

/**
 * struct foreign - a domain of ours that never runs
 * @own: as the journal has it
 * @domid: its number
 * @count: pages that it has
 * @frames: their machine frames
 * @pages: our mapping of them (privcmd), for the granting side's view
 * @refs: their references, once granted
 */
struct foreign {
	struct own_domain own;
	uint32_t domid;
	uint32_t count;
	uint64_t frames[GRANTS_MAX];
	char *pages;
	uint32_t refs[GRANTS_MAX];
	void *control;
	void *memory;
	void *table_handle;
	void *table;
};

/**
 * foreign_available - domains can be made here
 *
 * ERROR_UNTESTABLE where this is not the control domain, libxenctrl is not the hypervisor's, or the
 * hypervisor has no memory left that belongs to no domain.
 */
error_check struct error *foreign_available(void);

/** foreign_create - make a domain with @count zeroed pages */
error_check struct error *foreign_create(uint32_t count, struct foreign *foreign);

/** foreign_grant - let domain @to map all pages; fills @foreign->refs */
error_check struct error *foreign_grant(struct foreign *foreign, uint32_t to, bool writable);

/** foreign_destroy - unmap its pages here and destroy it; while others map them it stays, dying */
void foreign_destroy(struct foreign *foreign);

#endif
