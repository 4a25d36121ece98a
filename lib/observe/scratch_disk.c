// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/scratch_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* somebody else may take the device that was free: then the next one */
static int take_device(int control, int memory)
{
	struct loop_config config = {
		.fd = (unsigned int)memory, .info.lo_flags = LO_FLAGS_AUTOCLEAR,
	};
	char path[32];

	for (int tries = 0; tries < 8; tries++) {
		int number = ioctl(control, LOOP_CTL_GET_FREE);
		int disk;

		if (number < 0)
			return -errno;
		snprintf(path, sizeof(path), "/dev/loop%d", number);
		disk = open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
		if (disk < 0)
			return -errno;
		if (!ioctl(disk, LOOP_CONFIGURE, &config))
			return disk;
		close(disk);
		if (errno != EBUSY)
			return -errno;
	}
	return -EBUSY;
}

struct error *scratch_disk_open(struct scratch_disk *disk)
{
	guarded(fd) int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	guarded(fd) int memory = memfd_create("scratch disk", MFD_CLOEXEC);

	if (control < 0)
		return error_create(ERROR_UNTESTABLE, "/dev/loop-control: %s%s", strerror(errno),
				    errno == ENOENT ? " (modprobe loop)" : "");
	if (memory < 0 || ftruncate(memory, SCRATCH_DISK_SIZE))
		return error_create(ERROR_UNTESTABLE, "memfd: %s", strerror(errno));
	disk->disk = take_device(control, memory);
	if (disk->disk < 0)
		return error_create(ERROR_UNTESTABLE, "a loop device: %s",
				    strerror(-disk->disk));
	disk->memory = take_fd(memory);
	return NULL;
}

void scratch_disk_close(struct scratch_disk *disk)
{
	close(disk->disk);
	close(disk->memory);
}
