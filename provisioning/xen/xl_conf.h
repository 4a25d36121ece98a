/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xl's own configuration, which no option replaces. */
#ifndef NORMALPAGE_XEN_XL_CONF_H
#define NORMALPAGE_XEN_XL_CONF_H

#include <stdbool.h>

/**
 * xl_conf_keep_memory - from here on this process, and what it executes, sees an /etc/xen/xl.conf by which
 *	xl takes no memory from the control domain
 *
 * All else in it is the administrator's. Nobody else sees it, and it ends with the last process that does: it
 * is in a mount namespace of its own. Nothing else in /etc/xen is to be seen there: a guest without disks and
 * networks needs none of it. False, with errno, where that cannot be done.
 */
bool xl_conf_keep_memory(void);

#endif
