// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/grants.h"

#include <errno.h>

/* include/xen/interface/grant_table.h: the toolstack's, never given out and never free */
#define GNTTAB_NR_RESERVED_ENTRIES 8

static bool read_int(struct kernel *kernel, const char *name, int *value)
{
	uint64_t addr = kernel_symbol(kernel, name);

	return addr && !kernel_read(kernel, addr, value, sizeof(*value));
}

int kernel_grants(struct kernel *kernel, struct grants *grants)
{
	int size, free_count;

	/* 0 where the driver is built in and Xen is not there */
	if (!read_int(kernel, "gnttab_size", &size) || !size ||
	    !read_int(kernel, "gnttab_free_count", &free_count))
		return -EOPNOTSUPP;
	*grants = (struct grants){ .used = size - free_count - GNTTAB_NR_RESERVED_ENTRIES,
				   .size = size };
	return 0;
}
