// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/scratch_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "lib/base/device.h"

/* another program may take the device that was free: -EBUSY */
static struct error *take_device(int control, const struct loop_config *config, int *disk)
{
	guarded(fd) int fd = -1;
	int number = ioctl(control, LOOP_CTL_GET_FREE);
	struct error *err = NULL;
	char name[32];

	if (number < 0)
		return error_errno(errno, "a loop device");
	snprintf(name, sizeof(name), "loop%d", number);
	err = device_open(name, O_RDWR | O_DIRECT, &fd);
	if (!err && ioctl(fd, LOOP_CONFIGURE, config))
		err = error_errno(errno, "/dev/%s", name);
	if (!err)
		*disk = take_fd(fd);
	return err;
}

static struct error *take_any_device(int control, int memory, int *disk)
{
	const struct loop_config config = {
		.fd = (unsigned int)memory, .info.lo_flags = LO_FLAGS_AUTOCLEAR,
	};
	struct error *err = take_device(control, &config, disk);

	for (int tries = 1; err && err->errnum == EBUSY && tries < 8; tries++) {
		error_destroy(err);
		err = take_device(control, &config, disk);
	}
	return err;
}

static struct error *open_disk(struct scratch_disk *disk, int memory)
{
	guarded(fd) int control = -1;
	struct error *err = device_open("loop-control", O_RDWR, &control);

	if (!err)
		return take_any_device(control, memory, &disk->disk);
	if (err->errnum != ENOENT)
		return err;
	error_destroy(err);
	return error_create(ERROR_UNTESTABLE, "/dev/loop-control is missing (modprobe loop)");
}

struct error *scratch_disk_open(struct scratch_disk *disk)
{
	guarded(fd) int memory = memfd_create("scratch disk", MFD_CLOEXEC);
	struct error *err = NULL;

	if (memory < 0 || ftruncate(memory, SCRATCH_DISK_SIZE))
		err = error_errno(errno, "memfd");
	if (!err)
		err = open_disk(disk, memory);
	if (!err)
		disk->memory = take_fd(memory);
	else
		err->kind = ERROR_UNTESTABLE;
	return err;
}

void scratch_disk_close(struct scratch_disk *disk)
{
	close(disk->disk);
	close(disk->memory);
}
