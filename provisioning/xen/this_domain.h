/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the hypervisor and xenstore say of the domain that this is. Nothing is changed. */
#ifndef NORMALPAGE_XEN_THIS_DOMAIN_H
#define NORMALPAGE_XEN_THIS_DOMAIN_H

#include <stdbool.h>

/**
 * struct this_domain - -1 for what is not told
 * @domid: its number; asked of xenstore, not in the control domain, whose number is 0
 * @grants_most: references that its grant table can have when it is as large as it may become:
 *	GNTTABOP_query_size, xen/include/public/grant_table.h
 */
struct this_domain {
	long domid;
	long grants_most;
};

/** this_domain_ask - weak: not there in a program that is built without the libraries of Xen */
void this_domain_ask(struct this_domain *domain, bool control_domain) __attribute__((weak));

#endif
