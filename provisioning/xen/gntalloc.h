/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /dev/xen/gntalloc by its own ioctls: references without the mapping that libxengnttab adds. */
#ifndef NORMALPAGE_XEN_GNTALLOC_H
#define NORMALPAGE_XEN_GNTALLOC_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "provisioning/xen/grant.h"

/**
 * struct references - pages granted by one call
 * @offset: bytes to mmap() them at
 */
struct references {
	uint64_t offset;
	uint32_t count;
	uint32_t refs[GRANTS_MAX];
};

/** gntalloc_open - a descriptor; close(2) gives back what was granted through it */
error_check struct error *gntalloc_open(int *fd);

/** gntalloc_alloc - IOCTL_GNTALLOC_ALLOC_GREF: grant @count new pages to @domid; 0 or -errno */
int gntalloc_alloc(int fd, uint32_t domid, uint32_t count, bool writable, struct references *refs);

/** gntalloc_release - IOCTL_GNTALLOC_DEALLOC_GREF; 0 or -errno */
int gntalloc_release(int fd, uint64_t offset, uint32_t count);

/** gntalloc_limit, gntdev_limit - the modules' limit parameter: grants in all, or in a request */
error_check struct error *gntalloc_limit(uint32_t *limit);
error_check struct error *gntdev_limit(uint32_t *limit);

#endif
