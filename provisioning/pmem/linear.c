// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/linear.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/base/device.h"
#include "lib/base/owned_string.h"
#include "provisioning/pmem/tool.h"
#include "provisioning/pmem/tree.h"

#define SECTORS_PER_PMD (0x200000 / 512)

static struct error *sectors_of(const char *device, uint64_t *sectors)
{
	guarded(fd) int fd = -1;
	uint64_t bytes;
	struct error *err = device_open(device_name(device), O_RDONLY, &fd);

	if (err)
		return err;
	if (ioctl(fd, BLKGETSIZE64, &bytes))
		return error_errno(errno, "%s", device);
	*sectors = bytes / 512 / SECTORS_PER_PMD * SECTORS_PER_PMD;
	return NULL;
}

/* there is no udev to make the node and to say that it did: libdevmapper then makes it itself */
static struct error *dmsetup(const char *const *argv, const char *name)
{
	setenv("DM_DISABLE_UDEV", "1", 1);
	return error_context(tool_run(argv, "dmsetup"), "/dev/mapper/%s", name);
}

/* its node below /dev/mapper has another name than the kernel's */
static struct error *find_node(const char *name, char **device)
{
	struct string_list blocks guarded(strings) = tree_entries(TREE_HERE, "/sys/class/block", "dm-");

	*device = NULL;
	for (char **block = blocks.item; block && *block && !*device; block++) {
		guarded(free) char *its = tree_read(TREE_HERE, "/sys/class/block/%s/dm/name", *block);

		if (its && !strcmp(its, name))
			*device = string_format("/dev/%s", *block);
	}
	return *device ? NULL : error_create(ERROR_SYSTEM, "device-mapper has no device %s", name);
}

struct error *linear_create(const char *name, const char *first, const char *second, char **device)
{
	uint64_t length[2];
	char table[512];
	const char *const argv[] = { "dmsetup", "create", "--concise", table, NULL };
	struct error *err = sectors_of(first, &length[0]);

	if (!err)
		err = sectors_of(second, &length[1]);
	if (err)
		return err;
	snprintf(table, sizeof(table), "%s,,,rw,0 %llu linear %s 0,%llu %llu linear %s 0", name,
		 (unsigned long long)length[0], first, (unsigned long long)length[0],
		 (unsigned long long)length[1], second);
	err = dmsetup(argv, name);
	return err || !device ? err : find_node(name, device);
}

struct error *linear_destroy(const char *name)
{
	const char *const argv[] = { "dmsetup", "remove", name, NULL };

	return dmsetup(argv, name);
}
