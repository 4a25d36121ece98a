// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/filesystem.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <libmount/libmount.h>
#include <limits.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "lib/base/array.h"
#include "lib/base/device.h"
#include "lib/base/owned_string.h"
#include "lib/base/tool_path.h"
#include "provisioning/pmem/signature.h"
#include "provisioning/pmem/tool.h"

#ifndef XFS_SUPER_MAGIC
#define XFS_SUPER_MAGIC 0x58465342
#endif

/**
 * struct mkfs - how to make one type of file system; the uuid option goes before the device
 * @least: MiB of a namespace that leave room for the tests; mkfs.xfs(8) refuses less than 300
 */
struct mkfs {
	const char *type;
	const char *package;
	unsigned int least;
	const char *uuid_option;
	const char *uuid_prefix;
	const char *argv[12];
};

/* the device's name goes behind these */
static const struct mkfs mkfs_table[] = {
	/* 512 blocks of 4 KiB are 2 MiB */
	{ "ext4", "e2fsprogs", 64, "-U", "", { "mkfs.ext4", "-q", "-b", "4096", "-m", "0", "-E",
					   "stride=512,stripe_width=512,nodiscard" } },
	{ "xfs", "xfsprogs", 320, "-m", "uuid=", { "mkfs.xfs", "-q", "-K", "-d", "su=2m,sw=1" } },
};

static const struct mkfs *find_mkfs(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(mkfs_table); i++)
		if (!strcmp(mkfs_table[i].type, type))
			return &mkfs_table[i];
	return NULL;
}

struct error *filesystem_known(const char *type, unsigned long long size)
{
	const struct mkfs *mkfs = find_mkfs(type);

	if (!mkfs)
		return error_create(ERROR_USAGE, "unknown file system '%s' (known: ext4, xfs)", type);
	if (size >> 20 < mkfs->least)
		return error_create(ERROR_USAGE, "%s needs a --size of %u MiB or more", type,
				    mkfs->least);
	return NULL;
}

struct error *filesystem_check_tool(const char *type)
{
	const struct mkfs *mkfs = find_mkfs(type);

	return mkfs ? tool_find(NULL, mkfs->argv[0], mkfs->package) : filesystem_known(type, 0);
}

static struct error *refuse_signature(const char *device)
{
	guarded(fd) int fd = -1;
	struct error *err = device_open(device_name(device), O_RDONLY, &fd);

	return err ? err : signature_refuse(fd, device);
}

static struct error *run(const struct mkfs *mkfs, const char *device, const char *uuid)
{
	guarded(free) char *word = NULL;
	const char *argv[16];
	int n = 0;

	while (mkfs->argv[n]) {
		argv[n] = mkfs->argv[n];
		n++;
	}
	if (uuid) {
		word = string_format("%s%s", mkfs->uuid_prefix, uuid);
		argv[n++] = mkfs->uuid_option;
		argv[n++] = word;
	}
	argv[n] = device;
	argv[n + 1] = NULL;
	return error_context(tool_run(argv, mkfs->package), "%s", device);
}

struct error *filesystem_make_as(const char *device, const char *type, const char *uuid)
{
	struct error *err = filesystem_known(type, ULLONG_MAX);

	if (!err)
		err = refuse_signature(device);
	return err ? err : run(find_mkfs(type), device, uuid);
}

struct error *filesystem_make(const char *device, const char *type)
{
	return filesystem_make_as(device, type, NULL);
}

static struct error *mount_error(struct libmnt_context *cxt, int rc, const char *what)
{
	char buf[256] = "";

	mnt_context_get_excode(cxt, rc, buf, sizeof(buf));
	return error_create(ERROR_SYSTEM, "%s: %s", what, buf[0] ? buf : "mount failed");
}

struct error *filesystem_mount(const char *device, const char *type, const char *options,
			       const char *dir)
{
	struct libmnt_context *cxt;
	struct error *err = NULL;
	int rc;

	if (mkdir(dir, 0700) && errno != EEXIST)
		return error_errno(errno, "%s", dir);
	cxt = mnt_new_context();
	if (!cxt)
		abort();
	mnt_context_disable_mtab(cxt, 1);
	mnt_context_disable_helpers(cxt, 1);
	mnt_context_set_source(cxt, device);
	mnt_context_set_target(cxt, dir);
	mnt_context_set_fstype(cxt, type);
	mnt_context_set_options(cxt, options);
	rc = mnt_context_mount(cxt);
	if (rc)
		err = mount_error(cxt, rc, device);
	mnt_free_context(cxt);
	return err;
}

struct error *filesystem_set_dax(const char *path, bool dax)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct fsxattr attr;

	if (fd < 0 || ioctl(fd, FS_IOC_FSGETXATTR, &attr))
		return error_errno(errno, "%s", path);
	attr.fsx_xflags = (attr.fsx_xflags & ~FS_XFLAG_DAX) | (dax ? FS_XFLAG_DAX : 0);
	if (ioctl(fd, FS_IOC_FSSETXATTR, &attr))
		return error_errno(errno, "%s: setting FS_XFLAG_DAX", path);
	return NULL;
}

struct error *filesystem_unmount(const char *dir)
{
	struct libmnt_context *cxt = mnt_new_context();
	struct error *err = NULL;
	int rc;

	if (!cxt)
		abort();
	mnt_context_disable_mtab(cxt, 1);
	mnt_context_disable_helpers(cxt, 1);
	mnt_context_set_target(cxt, dir);
	rc = mnt_context_umount(cxt);
	if (rc)
		err = mount_error(cxt, rc, dir);
	mnt_free_context(cxt);
	return err;
}

struct error *filesystem_wipe_open(int fd, const char *device)
{
	blkid_probe probe = blkid_new_probe();
	int rc = 0, found = 0;

	if (!probe || blkid_probe_set_device(probe, fd, 0, 0)) {
		blkid_free_probe(probe);
		return error_create(ERROR_SYSTEM, "libblkid cannot read %s", device);
	}
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_MAGIC);
	while (!rc && !(found = blkid_do_probe(probe)))
		rc = blkid_do_wipe(probe, 0);
	blkid_free_probe(probe);
	/* 1: there is none any more; less than 0: that is not known */
	return rc || found < 0 ? error_create(ERROR_SYSTEM, "wiping the signature of %s failed", device) : NULL;
}

struct error *filesystem_wipe(const char *device)
{
	guarded(fd) int fd = -1;
	struct error *err = device_open(device_name(device), O_RDWR | O_EXCL, &fd);

	return err ? err : filesystem_wipe_open(fd, device);
}

static const char *type_name(long magic)
{
	switch (magic) {
	case EXT4_SUPER_MAGIC:
		return "ext4";
	case XFS_SUPER_MAGIC:
		return "xfs";
	case V9FS_MAGIC:
		return "9p";
	default:
		return "other";
	}
}

struct error *filesystem_check_dax(const char *dir, const char **type)
{
	guarded(fd) int fd = -1;
	struct statfs fs;
	struct statx st;

	if (statfs(dir, &fs))
		return error_errno(errno, "%s", dir);
	*type = type_name(fs.f_type);
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(errno, "making a file in %s", dir);
	if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st))
		return error_errno(errno, "%s", dir);
	if (!(st.stx_attributes_mask & STATX_ATTR_DAX) || !(st.stx_attributes & STATX_ATTR_DAX))
		return error_create(ERROR_UNTESTABLE, "files in %s are not DAX (mount it from a pmem "
				    "device with -o dax=always)", dir);
	return NULL;
}
