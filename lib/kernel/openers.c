// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/openers.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/kernel/kcore.h"
#include "lib/kernel/types.h"

DEFINE_CLEANUP(types, struct types *, types_close(VALUE))
DEFINE_CLEANUP(kcore, struct kcore *, kcore_close(VALUE))

/** struct look - the kernel's memory and its types, and the first thing that went wrong */
struct look {
	struct kcore *kcore;
	struct types *types;
	struct error *err;
};

static uint64_t member(struct look *look, enum kernel_type type, const char *name)
{
	long offset = types_member_offset(look->types, type, name);

	if (offset >= 0)
		return (uint64_t)offset;
	if (!look->err)
		look->err = error_create(ERROR_UNTESTABLE, "the kernel's BTF has no %s of struct %s", name,
					 kernel_type_name(type));
	return 0;
}

static void note(struct look *look, int ret)
{
	if (ret)
		look->err = error_errno(-ret, "kernel memory cannot be read");
}

static uint64_t pointer(struct look *look, uint64_t at)
{
	uint64_t value = 0;

	if (!look->err)
		note(look, kcore_read(look->kcore, at, &value, sizeof(value)));
	return value;
}

static uint32_t word(struct look *look, uint64_t at)
{
	uint32_t value = 0;

	if (!look->err)
		note(look, kcore_read(look->kcore, at, &value, sizeof(value)));
	return value;
}

/* include/linux/fdtable.h: this process's struct file of a descriptor */
static uint64_t file_of(struct look *look, int fd)
{
	uint64_t offset = member(look, STRUCT_TASK, "files"), files = 0, table;

	if (!look->err)
		note(look, kcore_read_current(look->kcore, offset, &files, sizeof(files)));
	table = pointer(look, files + member(look, STRUCT_FILES, "fdt"));
	return pointer(look, pointer(look, table + member(look, STRUCT_FDTABLE, "fd")) + sizeof(uint64_t) * (uint64_t)fd);
}

/* block/bdev.c BDEV_I(): the file's mapping is that of the inode that lies behind the device */
static unsigned int block_openers(struct look *look, uint64_t file, uint32_t *number)
{
	uint64_t mapping = pointer(look, file + member(look, STRUCT_FILE, "f_mapping"));
	uint64_t inode = pointer(look, mapping + member(look, STRUCT_ADDRESS_SPACE, "host"));
	uint64_t bdev = inode - member(look, STRUCT_BDEV_INODE, "vfs_inode") + member(look, STRUCT_BDEV_INODE, "bdev");

	*number = word(look, bdev + member(look, STRUCT_BLOCK_DEVICE, "bd_dev"));
	return word(look, bdev + member(look, STRUCT_BLOCK_DEVICE, "bd_openers"));
}

static unsigned int char_openers(struct look *look, uint64_t file, uint32_t *number)
{
	uint64_t inode = pointer(look, file + member(look, STRUCT_FILE, "f_inode"));
	uint64_t cdev = pointer(look, inode + member(look, STRUCT_INODE, "i_cdev"));

	*number = word(look, cdev + member(look, STRUCT_CDEV, "dev"));
	return word(look, cdev + member(look, STRUCT_CDEV, "kobj") + member(look, STRUCT_KOBJECT, "kref")) - 1;
}

static struct error *count(struct look *look, int fd, unsigned int *openers)
{
	uint32_t number = 0;
	uint64_t file;
	struct stat st;

	if (fstat(fd, &st))
		return error_errno(errno, "fstat");
	note(look, kcore_prepare(look->kcore));
	file = file_of(look, fd);
	*openers = S_ISBLK(st.st_mode) ? block_openers(look, file, &number)
				       : char_openers(look, file, &number);
	/* include/linux/kdev_t.h MKDEV() */
	if (!look->err && number != (major(st.st_rdev) << 20 | minor(st.st_rdev)))
		return error_create(ERROR_UNTESTABLE, "what was found in kernel memory is not the device");
	return look->err;
}

struct error *kernel_openers(int fd, unsigned int *openers)
{
	struct kcore *kcore guarded(kcore) = NULL;
	struct types *types guarded(types) = NULL;
	struct error *err = kcore_open(&kcore);

	if (err)
		return err;
	types = types_open();
	if (!types)
		return error_create(ERROR_UNTESTABLE, "no /sys/kernel/btf/vmlinux: kernel without "
				    "CONFIG_DEBUG_INFO_BTF");
	return count(&(struct look){ .kcore = kcore, .types = types }, fd, openers);
}
