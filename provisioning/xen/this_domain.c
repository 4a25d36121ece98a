// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/this_domain.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xenstore.h>

#include "lib/base/cleanup.h"

#define PRIVCMD "/dev/xen/privcmd"

long this_domain_id(bool control_domain)
{
	guarded(free) char *text = NULL;
	struct xs_handle *store;
	unsigned int len;

	/* where xenstored does not run, which is in a control domain, an answer would not come */
	if (control_domain)
		return 0;
	store = xs_open(0);
	if (!store)
		return -1;
	/* a path without "/" in front is below the domain's own directory: docs/misc/xenstore.txt */
	text = xs_read(store, XBT_NULL, "domid", &len);
	xs_close(store);
	return text ? atol(text) : -1;
}

static long entries_per_frame(xc_interface *control)
{
	switch (xc_gnttab_get_version(control, DOMID_SELF)) {
	case 1:
		return XC_PAGE_SIZE / sizeof(grant_entry_v1_t);
	case 2:
		return XC_PAGE_SIZE / sizeof(grant_entry_v2_t);
	default:
		return -1;
	}
}

long this_domain_grants_most(void)
{
	struct gnttab_query_size query = { .dom = DOMID_SELF };
	xc_interface *control;
	long entries = -1;

	/* libxenctrl has words of its own for that */
	if (access(PRIVCMD, R_OK | W_OK))
		return -1;
	control = xc_interface_open(NULL, NULL, 0);
	if (!control)
		return -1;
	if (!xc_gnttab_query_size(control, &query) && query.status == GNTST_okay)
		entries = entries_per_frame(control);
	xc_interface_close(control);
	return entries < 0 ? -1 : entries * query.max_nr_frames;
}
