// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/system_ram.h"

#include <daxctl/libdaxctl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <syslog.h>

#include "lib/base/full_write.h"

#define AUTO_ONLINE "/sys/devices/system/memory/auto_online_blocks"

DEFINE_CLEANUP(daxctl, struct daxctl_ctx *, daxctl_unref(VALUE))

static struct daxctl_dev *find_device(struct daxctl_ctx *ctx, const char *device)
{
	const char *name = strrchr(device, '/') ? strrchr(device, '/') + 1 : device;
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region) {
		daxctl_dev_foreach(region, dev) {
			if (!strcmp(daxctl_dev_get_devname(dev), name))
				return dev;
		}
	}
	return NULL;
}

static struct error *look_up(struct daxctl_ctx **ctx, const char *device, struct daxctl_dev **dev)
{
	int rc = daxctl_new(ctx);

	if (rc < 0)
		return error_errno(-rc, "libdaxctl");
	if (!getenv("DAXCTL_LOG"))
		daxctl_set_log_priority(*ctx, LOG_EMERG);
	*dev = find_device(*ctx, device);
	return *dev ? NULL : error_create(ERROR_SYSTEM, "%s is no device of libdaxctl's", device);
}

static struct error *step(int rc, const char *device, const char *what)
{
	return rc < 0 ? error_errno(-rc, "%s: %s", device, what) : NULL;
}

/*
 * What the kernel sets online by itself may get pages that never move, and then cannot be taken back
 * (Documentation/admin-guide/mm/memory-hotplug.rst).
 */
static struct error *set_auto_online(const char *policy, char *old, size_t size)
{
	guarded(fd) int fd = open(AUTO_ONLINE, O_RDWR | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : 0;

	if (old && fd >= 0) {
		n = read(fd, old, size - 1);
		old[n > 0 ? n : 0] = '\0';
	}
	if (n < 0 || !full_write(fd, policy, strlen(policy)))
		return error_errno(errno, AUTO_ONLINE);
	return NULL;
}

static struct error *memory_online(struct daxctl_dev *dev, const char *device)
{
	struct daxctl_memory *memory = daxctl_dev_get_memory(dev);

	if (!memory)
		return error_create(ERROR_SYSTEM, "%s became no memory", device);
	return step(daxctl_memory_online(memory), device, "setting the memory online");
}

static struct error *become_ram(struct daxctl_dev *dev, const char *device)
{
	struct error *err = step(daxctl_dev_disable(dev), device, "disabling");

	if (err)
		return err;
	if (daxctl_dev_enable_ram(dev) >= 0)
		return memory_online(dev, device);
	daxctl_dev_enable_devdax(dev);
	return error_create(ERROR_UNTESTABLE, "%s does not become system-ram (modprobe kmem)",
			    device);
}

struct error *system_ram_online(const char *device, int *node)
{
	struct daxctl_ctx *ctx guarded(daxctl) = NULL;
	guarded(error) struct error *undo = NULL;
	struct daxctl_dev *dev;
	struct error *err = look_up(&ctx, device, &dev);
	char policy[32];

	if (err)
		return err;
	*node = daxctl_dev_get_target_node(dev);
	if (*node < 0)
		return error_create(ERROR_UNTESTABLE, "%s belongs to no node: the firmware names "
				    "none for its memory", device);
	err = set_auto_online("offline", policy, sizeof(policy));
	if (err)
		return err;
	err = become_ram(dev, device);
	undo = set_auto_online(policy, NULL, 0);
	return err ? err : take(undo);
}

struct error *system_ram_offline(const char *device)
{
	struct daxctl_ctx *ctx guarded(daxctl) = NULL;
	struct daxctl_memory *memory;
	struct daxctl_dev *dev;
	struct error *err = look_up(&ctx, device, &dev);

	if (err)
		return err;
	memory = daxctl_dev_get_memory(dev);
	if (memory)
		err = step(daxctl_memory_offline(memory), device, "setting the memory offline");
	if (!err)
		err = step(daxctl_dev_disable(dev), device, "disabling");
	if (!err)
		err = step(daxctl_dev_enable_devdax(dev), device, "enabling as device-dax");
	return err;
}
