// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/grant.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <xengnttab.h>
#include <xen/sys/gntdev.h>

struct error *grant_pages(uint32_t domid, uint32_t count, bool writable, struct granted *granted)
{
	xengntshr_handle *handle = xengntshr_open(NULL, 0);

	*granted = (struct granted){ .count = count };
	if (!handle)
		return error_errno(errno, "/dev/xen/gntalloc");
	granted->pages = xengntshr_share_pages(handle, domid, (int)count, granted->refs, writable);
	if (!granted->pages) {
		struct error *err = error_errno(errno, "granting %u pages to domain %u", count,
						domid);

		xengntshr_close(handle);
		return err;
	}
	granted->handle = handle;
	return NULL;
}

void grant_revoke(struct granted *granted)
{
	if (!granted->handle)
		return;
	xengntshr_unshare(granted->handle, granted->pages, granted->count);
	xengntshr_close(granted->handle);
	granted->handle = NULL;
}

struct error *gntdev_open(struct gntdev *gntdev)
{
	xengnttab_handle *handle = xengnttab_open(NULL, 0);

	if (!handle)
		return error_errno(errno, "/dev/xen/gntdev");
	*gntdev = (struct gntdev){ .handle = handle, .fd = xengnttab_fd(handle) };
	return NULL;
}

void gntdev_close(struct gntdev *gntdev)
{
	if (gntdev->handle)
		xengnttab_close(gntdev->handle);
	*gntdev = (struct gntdev){ .fd = -1 };
}

int gntdev_reserve(const struct gntdev *gntdev, uint32_t domid, uint32_t count,
		   const uint32_t *refs, uint64_t *offset)
{
	size_t size = sizeof(struct ioctl_gntdev_map_grant_ref) +
		      count * sizeof(struct ioctl_gntdev_grant_ref);
	guarded(free) struct ioctl_gntdev_map_grant_ref *map = calloc(1, size);

	if (!map)
		abort();
	map->count = count;
	for (uint32_t i = 0; i < count; i++) {
		map->refs[i].domid = domid;
		map->refs[i].ref = refs[i];
	}
	if (ioctl(gntdev->fd, IOCTL_GNTDEV_MAP_GRANT_REF, map))
		return -errno;
	*offset = map->index;
	return 0;
}

int gntdev_reserve_many(const struct gntdev *gntdev, uint32_t domid, uint32_t count,
			uint64_t *offset)
{
	guarded(free) uint32_t *refs = calloc(count, sizeof(*refs));

	return refs ? gntdev_reserve(gntdev, domid, count, refs, offset) : -ENOMEM;
}

int gntdev_release(const struct gntdev *gntdev, uint64_t offset, uint32_t count)
{
	struct ioctl_gntdev_unmap_grant_ref unmap = { .index = offset, .count = count };

	return ioctl(gntdev->fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap) ? -errno : 0;
}

int gntdev_notify(const struct gntdev *gntdev, uint64_t at, uint32_t action, uint32_t port)
{
	struct ioctl_gntdev_unmap_notify notify = {
		.index = at, .action = action, .event_channel_port = port
	};

	return ioctl(gntdev->fd, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, &notify) ? -errno : 0;
}
