/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grant table of this domain, as its own kernel counts it. */
#ifndef NORMALPAGE_KERNEL_GRANTS_H
#define NORMALPAGE_KERNEL_GRANTS_H

#include "lib/kernel/kernel.h"

/**
 * struct grants - references of this domain's own grant table
 * @used: granted, or no longer granted and still mapped
 * @size: for how many there is room until the kernel makes the table larger
 */
struct grants {
	long used;
	long size;
};

/**
 * kernel_grants - gnttab_size and gnttab_free_count of drivers/xen/grant-table.c
 *
 * Returns 0, or -EOPNOTSUPP where these cannot be read: not under Xen, or no /proc/kcore.
 */
int kernel_grants(struct kernel *kernel, struct grants *grants);

#endif
