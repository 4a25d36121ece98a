/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether we run as a Xen guest whose page tables are not what they seem. */
#ifndef NORMALPAGE_KERNEL_XEN_H
#define NORMALPAGE_KERNEL_XEN_H

#include <stdbool.h>

/** xen_pv_guest - /sys/hypervisor says Xen, PV (Documentation/ABI/testing/sysfs-hypervisor-xen) */
bool xen_pv_guest(void);

#endif
