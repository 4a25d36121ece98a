/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Granting pages (gntalloc, through libxengnttab) and mapping grants (gntdev). */
#ifndef NORMALPAGE_XEN_GRANT_H
#define NORMALPAGE_XEN_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

#define GRANTS_MAX 128

/**
 * struct granted - pages of ours that another domain may map
 * @pages: our own mapping of them (gntalloc)
 * @count: how many
 * @refs: their grant references
 * @handle: libxengnttab's
 */
struct granted {
	char *pages;
	uint32_t count;
	uint32_t refs[GRANTS_MAX];
	void *handle;
};

/** grant_pages - grant @count new pages to @domid */
error_check struct error *grant_pages(uint32_t domid, uint32_t count, bool writable,
				      struct granted *granted);

/** grant_revoke - unmap them and end the grants; the kernel waits for mappers by itself */
void grant_revoke(struct granted *granted);

/**
 * struct gntdev - an open /dev/xen/gntdev
 *
 * The library opens it; offsets are reserved and mapped by the ioctls of xen/sys/gntdev.h, because
 * xengnttab_map_grant_refs() leaves neither address nor flags to its caller.
 */
struct gntdev {
	void *handle;
	int fd;
};

error_check struct error *gntdev_open(struct gntdev *gntdev);
void gntdev_close(struct gntdev *gntdev);

/**
 * gntdev_reserve - IOCTL_GNTDEV_MAP_GRANT_REF: tell gntdev of @count references of @domid
 * @offset: bytes to mmap() it at
 *
 * Nothing is mapped yet. Returns 0 or negative errno.
 */
int gntdev_reserve(const struct gntdev *gntdev, uint32_t domid, uint32_t count,
		   const uint32_t *refs, uint64_t *offset);

/** gntdev_reserve_many - the same for any number of references, all 0 */
int gntdev_reserve_many(const struct gntdev *gntdev, uint32_t domid, uint32_t count,
			uint64_t *offset);

/** gntdev_release - IOCTL_GNTDEV_UNMAP_GRANT_REF: 0 or negative errno */
int gntdev_release(const struct gntdev *gntdev, uint64_t offset, uint32_t count);

/** gntdev_notify - IOCTL_GNTDEV_SET_UNMAP_NOTIFY; @action is of UNMAP_NOTIFY_*. 0 or -errno */
int gntdev_notify(const struct gntdev *gntdev, uint64_t at, uint32_t action, uint32_t port);

#endif
