// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A server whose persistent memory belongs to somebody: several NVDIMMs, with and without labels. For
 * tests of what keeps it safe; what is on it is made by them.
 */
#include "lib/base/size.h"
#include "provisioning/machine/run/suite.h"


static const struct guest_module modules[] = {
	{ "crc32c_generic", false, "CONFIG_CRYPTO_CRC32C" },
	{ "loop", false, "CONFIG_BLK_DEV_LOOP" },
	{ "zram", false, "CONFIG_ZRAM" },
	{ "nfit", true, "CONFIG_ACPI_NFIT" },
	{ "nd_pmem", true, "CONFIG_BLK_DEV_PMEM" },
	{ "nd_btt", false, "CONFIG_BTT" },
	{ "dax_pmem", true, "CONFIG_DEV_DAX_PMEM" },
	{ "device_dax", true, "CONFIG_DEV_DAX" },
	{ "kmem", false, "CONFIG_DEV_DAX_KMEM" },
	{ "dm_mod", false, "CONFIG_BLK_DEV_DM" },
	{ "ext4", true, "CONFIG_EXT4_FS" },
	{ "xfs", false, "CONFIG_XFS_FS" },
	/* what uses a device from within the kernel */
	{ "configfs", false, "CONFIG_CONFIGFS_FS" },
	{ "nvmet", false, "CONFIG_NVME_TARGET" },
	{ "target_core_file", false, "CONFIG_TCM_FILEIO" },
	{ "target_core_iblock", false, "CONFIG_TCM_IBLOCK" },
	{ "dummy_hcd", false, "CONFIG_USB_DUMMY_HCD" },
	{ "usb_f_mass_storage", false, "CONFIG_USB_CONFIGFS_MASS_STORAGE" },
	{ "g_mass_storage", false, "CONFIG_USB_MASS_STORAGE" },
	{ "raid1", false, "CONFIG_MD_RAID1" },
	{ "zram", false, "CONFIG_ZRAM" },
	{ "fsdev_dax", false, "CONFIG_DEV_DAX_FSDEV" },
	{ 0 },
};

static const struct suite_tool tools[] = {
	{ "daxtest", NULL }, { "mmtest", NULL }, { "guest/normalpage", NULL },
	{ "mkfs.ext4", "e2fsprogs" }, { "mkfs.xfs", "xfsprogs" },
	{ "dmsetup", "dmsetup" }, { "mkswap", "util-linux" }, { 0 },
};

static const struct nvdimm nvdimms[] = {
	{ 512 * MIB, MIB / 8, 0, false },
	{ 32 * MIB, MIB / 8, 0, false },
	{ 16 * MIB, 0, 0, false },
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
