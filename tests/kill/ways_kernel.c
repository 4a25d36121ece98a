// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices in use by the kernel itself: what lies over them, exports them, or took their memory. */
#include <errno.h>
#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/base/device.h"
#include "lib/base/owned_string.h"
#include "lib/base/size.h"
#include "provisioning/pmem/linear.h"
#include "tests/kill/killer.h"
#include "tests/kill/uses.h"

#define NODE "/run/other-name"
#define DEVICES "/run/devices"
#define CONFIG "/sys/kernel/config/"

/* what is not there is not in this kernel */
static struct error *put(const char *value, const char *path)
{
	guarded(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return error_create(ERROR_UNTESTABLE, "this kernel has no %s", path);
	if (fd < 0 || write(fd, value, strlen(value)) != (ssize_t)strlen(value))
		return error_errno(errno, "%s to %s", value, path);
	return NULL;
}

static void put_back(const char *value, const char *path)
{
	error_destroy(put(value, path));
}

/* a directory of configfs: the kernel makes a thing of it */
static struct error *make_dir(const char *path)
{
	if (!mkdir(path, 0755) || errno == EEXIST)
		return NULL;
	if (errno == ENOENT)
		return error_create(ERROR_UNTESTABLE, "this kernel has no %s", path);
	return error_errno(errno, "%s", path);
}

static struct error *loop_over(const char *path)
{
	guarded(fd) int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), fd = -1;
	struct loop_config config = { .info.lo_offset = 1 << 20, .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	struct error *err = way_open(path, &fd);
	char loop[32];
	int held;

	if (err)
		return err;
	snprintf(loop, sizeof(loop), "/dev/loop%d", ioctl(control, LOOP_CTL_GET_FREE));
	/* open until the process ends, or the loop device would */
	held = open(loop, O_RDWR | O_CLOEXEC);
	config.fd = (unsigned int)fd;
	if (held < 0 || ioctl(held, LOOP_CONFIGURE, &config))
		return error_errno(errno, "%s over %s", loop, path);
	return NULL;
}

WAY(loop, "loop", "a loop device", .make = loop_over, .block = { "below loop" });

static struct error *make_node(const char *device)
{
	struct stat st;

	unlink(NODE);
	if (stat(device, &st) || mknod(NODE, st.st_mode, st.st_rdev))
		return error_errno(errno, NODE);
	return NULL;
}

static struct error *loop_other_name(const char *device)
{
	struct error *err = make_node(device);

	if (!err)
		err = loop_over(NODE);
	unlink(NODE);
	return err;
}

WAY(loop_other_name, "loop-other-name", "a loop device over a node of another name that is gone", .make = loop_other_name,
    .block = { "below loop" });

static struct error *loop_elsewhere(const char *device)
{
	guarded(free) char *path = string_format(DEVICES "/%s", device_name(device));
	struct error *err;

	mkdir(DEVICES, 0700);
	if (mount("devtmpfs", DEVICES, "devtmpfs", 0, NULL))
		return error_errno(errno, DEVICES);
	err = loop_over(path);
	umount2(DEVICES, MNT_DETACH);
	return err;
}

WAY(loop_elsewhere, "loop-elsewhere", "a loop device over another mount of devtmpfs that is gone",
    .make = loop_elsewhere, .block = { "below loop" });

static struct error *partition(const char *device)
{
	struct blkpg_partition part = { .start = 2 * MIB, .length = 8 * MIB, .pno = 1 };
	struct blkpg_ioctl_arg arg = { .op = BLKPG_ADD_PARTITION, .datalen = sizeof(part), .data = &part };
	guarded(fd) int fd = -1;
	struct error *err = way_open(device, &fd);

	return err || !ioctl(fd, BLKPG, &arg) ? err : error_errno(errno, "a partition of %s", device);
}

static void drop_partition(const char *device)
{
	struct blkpg_partition part = { .pno = 1 };
	struct blkpg_ioctl_arg arg = { .op = BLKPG_DEL_PARTITION, .datalen = sizeof(part), .data = &part };
	guarded(fd) int fd = open(device, O_RDWR | O_CLOEXEC);

	ioctl(fd, BLKPG, &arg);
}

WAY(partition, "partition", "a partition that the kernel knows", .make = partition, .undo = drop_partition,
    .block = { "partitioned (" });

static struct error *mapper(const char *device)
{
	return linear_create("use", device, device, NULL);
}

static void drop_mapper(const char *device)
{
	(void)device;
	error_destroy(linear_destroy("use"));
}

WAY(mapper, "device-mapper", "a device-mapper device", .make = mapper, .undo = drop_mapper,
    .block = { "held by dm-0 (use)" });

static struct error *inactive_mapper(const char *device)
{
	guarded(free) char *table = string_format("0 2048 linear %s 0", device);
	static const char *const create[] = { "dmsetup", "create", "use", "--notable", NULL };
	const char *const load[] = { "dmsetup", "load", "use", "--table", table, NULL };

	return run_untraced(create) || run_untraced(load) ? error_create(ERROR_SYSTEM, "dmsetup failed") : NULL;
}

WAY(inactive_mapper, "device-mapper-inactive", "a table of device-mapper that is not active", .make = inactive_mapper,
    .undo = drop_mapper, .block = { "held by dm-0 (use)" });

#define MD "/sys/block/md_use/md/"

static struct error *mirror(const char *device)
{
	guarded(free) char *number = NULL;
	struct error *err = put("md_use", "/sys/module/md_mod/parameters/new_array");
	struct stat st;

	if (!err && stat(device, &st))
		err = error_errno(errno, "%s", device);
	if (err)
		return err;
	number = string_format("%u:%u", major(st.st_rdev), minor(st.st_rdev));
	err = put("none", MD "metadata_version");
	if (!err)
		err = put("raid1", MD "level");
	if (!err)
		err = put("2", MD "raid_disks");
	return err ? err : put(number, MD "new_dev");
}

static void drop_mirror(const char *device)
{
	(void)device;
	put_back("clear", MD "array_state");
}

WAY(mirror, "md", "a RAID of md that is not started", .make = mirror, .undo = drop_mirror,
    .block = { "held by md_use" });

#define ZRAM "/sys/block/zram0/"

static struct error *compressed(const char *device)
{
	return put(device, ZRAM "backing_dev");
}

static void drop_compressed(const char *device)
{
	(void)device;
	put_back("1", ZRAM "reset");
}

WAY(compressed, "zram", "what zram writes to (backing_dev)", .make = compressed, .undo = drop_compressed,
    .block = { COUNT, CLAIM });

#define NVMET CONFIG "nvmet/subsystems/use"

static struct error *configure_nvmet(const char *device)
{
	struct error *err = make_dir(NVMET);

	if (!err)
		err = make_dir(NVMET "/namespaces/1");
	return err ? err : put(device, NVMET "/namespaces/1/device_path");
}

static struct error *nvmet(const char *device)
{
	struct error *err = configure_nvmet(device);

	return err ? err : put("1", NVMET "/namespaces/1/enable");
}

static void drop_nvmet(const char *device)
{
	(void)device;
	put_back("0", NVMET "/namespaces/1/enable");
	rmdir(NVMET "/namespaces/1");
	rmdir(NVMET);
}

WAY(nvmet, "nvmet", "an export by NVMe over fabrics (nvmet)", .make = nvmet, .undo = drop_nvmet,
    .block = { "exported by nvmet" });

WAY(nvmet_configured, "nvmet-configured", "an export by nvmet that is configured and not enabled: nothing has it open",
    .make = configure_nvmet, .undo = drop_nvmet, .block = { "exported by nvmet" });

static struct error *nvmet_by_node(const char *device)
{
	struct error *err = make_node(device);

	return err ? err : nvmet(NODE);
}

static void drop_node(const char *device)
{
	unlink(NODE);
	drop_nvmet(device);
}

WAY(nvmet_other_name, "nvmet-other-name", "an export by nvmet, by a node of another name", .make = nvmet_by_node,
    .undo = drop_node, .block = { "exported by nvmet" });

static struct error *nvmet_node_gone(const char *device)
{
	struct error *err = nvmet_by_node(device);

	unlink(NODE);
	return err;
}

WAY(nvmet_node_gone, "nvmet-node-gone", "an export by nvmet, by a node of another name that is gone", .make = nvmet_node_gone,
    .undo = drop_nvmet, .block = { COUNT, "nvmet has " NODE ", which cannot be found from here" });

static struct error *nvmet_unmounted(const char *device)
{
	struct error *err = nvmet(device);

	if (!err && umount2(CONFIG, MNT_DETACH))
		err = error_errno(errno, CONFIG);
	return err;
}

static void mount_again(const char *device)
{
	mount("configfs", CONFIG, "configfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	drop_nvmet(device);
}

WAY(nvmet_unmounted, "nvmet-unmounted", "an export by nvmet, where configfs is not mounted", .make = nvmet_unmounted,
    .undo = mount_again, .block = { COUNT, "what nvmet exports cannot be seen" });

#define TARGET CONFIG "target/core/"

static struct error *target(const char *device, const char *backend, const char *option)
{
	guarded(free) char *hba = string_format(TARGET "%s_0", backend), *dev = string_format("%s/use", hba);
	guarded(free) char *control = string_format("%s/control", dev), *value = string_format("%s=%s", option, device);
	struct error *err = make_dir(hba);

	if (!err)
		err = make_dir(dev);
	return err ? err : put(value, control);
}

static struct error *target_file(const char *device)
{
	struct error *err = target(device, "fileio", "fd_dev_name");

	return err ? err : put("1", TARGET "fileio_0/use/enable");
}

static void drop_target_file(const char *device)
{
	(void)device;
	rmdir(TARGET "fileio_0/use");
	rmdir(TARGET "fileio_0");
}

WAY(target_file, "target-fileio", "an export by the SCSI target (fileio)", .make = target_file,
    .undo = drop_target_file, .block = { "exported by a SCSI target" });

static struct error *target_configured(const char *device)
{
	return target(device, "fileio", "fd_dev_name");
}

WAY(target_configured, "target-configured", "an export by the SCSI target that is configured and not enabled: nothing has it open",
    .make = target_configured, .undo = drop_target_file, .block = { "exported by a SCSI target" });

static struct error *target_block(const char *device)
{
	struct error *err = target(device, "iblock", "udev_path");

	return err ? err : put("1", TARGET "iblock_0/use/enable");
}

static void drop_target_block(const char *device)
{
	(void)device;
	rmdir(TARGET "iblock_0/use");
	rmdir(TARGET "iblock_0");
}

WAY(target_block, "target-iblock", "an export by the SCSI target (iblock)", .make = target_block,
    .undo = drop_target_block, .block = { "exported by a SCSI target" });

#define GADGET CONFIG "usb_gadget/use"
#define FUNCTION GADGET "/functions/mass_storage.0"

static struct error *gadget(const char *device)
{
	struct error *err = make_dir(GADGET);

	if (!err)
		err = make_dir(FUNCTION);
	return err ? err : put(device, FUNCTION "/lun.0/file");
}

static void drop_gadget(const char *device)
{
	(void)device;
	put_back("\n", FUNCTION "/lun.0/file");
	rmdir(FUNCTION);
	rmdir(GADGET);
}

WAY(gadget, "usb-gadget", "a disk of a USB gadget (mass_storage)", .make = gadget, .undo = drop_gadget,
    .block = { "exported by a USB gadget" });

#define DRIVERS "/sys/bus/dax/drivers/"

static struct error *unbind(const char *device)
{
	return put(device_name(device), DRIVERS "device_dax/unbind");
}

static void bind(const char *device)
{
	put_back(device_name(device), DRIVERS "device_dax/bind");
}

WAY(unbound, "driver-none", "device-dax without its driver: kmem may have its memory, or nothing yet",
    .make = unbind, .undo = bind, .chars = { "is used by the driver (none)" });

static struct error *bind_fsdev(const char *device)
{
	struct error *err = access(DRIVERS "fsdev_dax", F_OK)
		? error_create(ERROR_UNTESTABLE, "this kernel has no driver fsdev_dax (7.1)") : unbind(device);

	/* one that asks for no name takes what it is given */
	if (!err)
		err = put(device_name(device), DRIVERS "fsdev_dax/new_id");
	return err;
}

static void bind_back(const char *device)
{
	put_back(device_name(device), DRIVERS "fsdev_dax/remove_id");
	put_back(device_name(device), DRIVERS "fsdev_dax/unbind");
	bind(device);
}

WAY(fsdev, "driver-fsdev", "device-dax as the memory of a file system (famfs)", .make = bind_fsdev,
    .undo = bind_back, .chars = { "is used by the driver fsdev_dax" });
