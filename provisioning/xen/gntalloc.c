// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/gntalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <xen/sys/gntalloc.h>

#include "lib/base/device.h"
#include "lib/kernel/system_file.h"

struct error *gntalloc_open(int *fd)
{
	return device_open("xen/gntalloc", O_RDWR, fd);
}

int gntalloc_alloc(int fd, uint32_t domid, uint32_t count, bool writable, struct references *refs)
{
	struct {
		struct ioctl_gntalloc_alloc_gref op;
		uint32_t more[GRANTS_MAX];
	} arg = { .op = { .domid = (uint16_t)domid, .count = count,
			  .flags = writable ? GNTALLOC_FLAG_WRITABLE : 0 } };

	if (count > GRANTS_MAX)
		return -E2BIG;
	if (ioctl(fd, IOCTL_GNTALLOC_ALLOC_GREF, &arg))
		return -errno;
	refs->offset = arg.op.index;
	refs->count = count;
	memcpy(refs->refs, (char *)&arg + offsetof(struct ioctl_gntalloc_alloc_gref, gref_ids),
	       count * sizeof(uint32_t));
	return 0;
}

int gntalloc_release(int fd, uint64_t offset, uint32_t count)
{
	struct ioctl_gntalloc_dealloc_gref op = { .index = offset, .count = count };

	return ioctl(fd, IOCTL_GNTALLOC_DEALLOC_GREF, &op) ? -errno : 0;
}

static struct error *read_limit(const char *path, uint32_t *limit)
{
	unsigned long value;

	if (!system_file_number(path, &value))
		return error_create(ERROR_UNTESTABLE, "cannot read %s", path);
	*limit = (uint32_t)value;
	return NULL;
}

struct error *gntalloc_limit(uint32_t *limit)
{
	return read_limit("/sys/module/xen_gntalloc/parameters/limit", limit);
}

struct error *gntdev_limit(uint32_t *limit)
{
	return read_limit("/sys/module/xen_gntdev/parameters/limit", limit);
}
