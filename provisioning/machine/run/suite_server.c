// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A server whose persistent memory belongs to somebody: several NVDIMMs, with and without labels. For
 * tests of what keeps it safe; what is on it is made by them.
 */
#include "lib/base/size.h"
#include "provisioning/machine/run/suite.h"

static const struct guest_module modules[] = {
	{ .name = "crc32c_generic", .config = "CONFIG_CRYPTO_CRC32C" },
	{ .name = "loop", .config = "CONFIG_BLK_DEV_LOOP" },
	{ .name = "zram", .config = "CONFIG_ZRAM" },
	{ .name = "nfit", .required = true, .config = "CONFIG_ACPI_NFIT" },
	{ .name = "nd_pmem", .required = true, .config = "CONFIG_BLK_DEV_PMEM" },
	{ .name = "nd_btt", .config = "CONFIG_BTT" },
	{ .name = "dax_pmem", .required = true, .config = "CONFIG_DEV_DAX_PMEM" },
	{ .name = "device_dax", .required = true, .config = "CONFIG_DEV_DAX" },
	{ .name = "kmem", .config = "CONFIG_DEV_DAX_KMEM" },
	{ .name = "dm_mod", .config = "CONFIG_BLK_DEV_DM" },
	{ .name = "ext4", .required = true, .config = "CONFIG_EXT4_FS" },
	{ .name = "xfs", .config = "CONFIG_XFS_FS" },
	/* what uses a device from within the kernel */
	{ .name = "configfs", .config = "CONFIG_CONFIGFS_FS" },
	{ .name = "nvmet", .config = "CONFIG_NVME_TARGET" },
	{ .name = "target_core_file", .config = "CONFIG_TCM_FILEIO" },
	{ .name = "target_core_iblock", .config = "CONFIG_TCM_IBLOCK" },
	{ .name = "dummy_hcd", .config = "CONFIG_USB_DUMMY_HCD" },
	{ .name = "usb_f_mass_storage", .config = "CONFIG_USB_CONFIGFS_MASS_STORAGE" },
	{ .name = "g_mass_storage", .config = "CONFIG_USB_MASS_STORAGE" },
	{ .name = "raid1", .config = "CONFIG_MD_RAID1" },
	{ .name = "fsdev_dax", .config = "CONFIG_DEV_DAX_FSDEV" },
	{ 0 },
};

static const struct suite_tool tools[] = {
	{ .name = "daxtest" }, { .name = "mmtest" }, { .name = "guest/normalpage" },
	{ .name = "mkfs.ext4", .package = "e2fsprogs" }, { .name = "mkfs.xfs", .package = "xfsprogs" },
	{ .name = "dmsetup", .package = "dmsetup" }, { .name = "mkswap", .package = "util-linux" }, { 0 },
};

static const struct nvdimm nvdimms[] = {
	{ .size = 512 * MIB, .label_size = MIB / 8 },
	{ .size = 32 * MIB, .label_size = MIB / 8 },
	{ .size = 16 * MIB },
	{ 0 },
};

static const struct suite_machine machines[] = {
	{
		.name = "server",
		/* each kind of object has a cache of its own, so that its number can be told */
		.command_line = "slab_nomerge",
		.arguments = (const char *const[]){ NULL },
		.modules = modules,
		.tools = tools,
		.nvdimms = nvdimms,
		.nvdimms_last = true,
	},
	{ 0 },
};

SUITE(server) = {
	.name = "server",
	.description = "a server with persistent memory of its own, for tests of the testbed",
	.program = "daxtest",
	.configs = (const char *const[]){ "CONFIG_LIBNVDIMM", "CONFIG_FS_DAX", NULL },
	.machines = machines,
	.internal = true,
};
