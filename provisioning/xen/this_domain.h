/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the hypervisor and xenstore say of the domain that this is. Nothing is changed. Weak: not there in a
 * program that is built without the libraries of Xen.
 */
#ifndef NORMALPAGE_XEN_THIS_DOMAIN_H
#define NORMALPAGE_XEN_THIS_DOMAIN_H

#include <stdbool.h>

/** this_domain_id - its number: 0 for the control domain, of another what xenstore says; -1 if it does not */
long this_domain_id(bool control_domain) __attribute__((weak));

/**
 * this_domain_grants_most - references that its grant table can have when it is as large as it may become
 *
 * GNTTABOP_query_size (xen/include/public/grant_table.h). -1 if that cannot be asked.
 */
long this_domain_grants_most(void) __attribute__((weak));

#endif
