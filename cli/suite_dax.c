// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fs/dax: a machine with emulated persistent memory for each file system, so that they run side by
 * side.
 */
#include "cli/suite.h"

#define MIB (UINT64_C(1) << 20)

/* without crc32c_generic the file systems of 6.1 and 6.12 would ask for modprobe */
#define PMEM_MODULES						\
	{ "crc32c_generic", false, "CONFIG_CRYPTO_CRC32C" },	\
	{ "loop", false, "CONFIG_BLK_DEV_LOOP" },		\
	{ "nfit", true, "CONFIG_ACPI_NFIT" },			\
	{ "nd_pmem", true, "CONFIG_BLK_DEV_PMEM" }

static const struct guest_module ext4_modules[] = {
	PMEM_MODULES,
	{ "dax_pmem", false, "CONFIG_DEV_DAX_PMEM" },
	{ "device_dax", false, "CONFIG_DEV_DAX" },
	{ "ext4", true, "CONFIG_EXT4_FS" },
	{ 0 },
};

static const struct guest_module xfs_modules[] = {
	PMEM_MODULES,
	{ "xfs", true, "CONFIG_XFS_FS" },
	{ 0 },
};

static const struct suite_tool ext4_tools[] = { { "mkfs.ext4", "e2fsprogs" }, { 0 } };
static const struct suite_tool xfs_tools[] = { { "mkfs.xfs", "xfsprogs" }, { 0 } };

static const struct nvdimm nvdimms[] = { { 1024 * MIB, MIB / 8 }, { 0 } };

static const struct suite_machine machines[] = {
	{
		.name = "ext4",
		.arguments = (const char *const[]){ "--emulated", "--fs", "ext4", NULL },
		.modules = ext4_modules,
		.tools = ext4_tools,
		.nvdimms = nvdimms,
	},
	{
		.name = "xfs",
		.arguments = (const char *const[]){ "--emulated", "--fs", "xfs", NULL },
		.modules = xfs_modules,
		.tools = xfs_tools,
		.nvdimms = nvdimms,
	},
	{ 0 },
};

SUITE(dax) = {
	.name = "dax",
	.description = "pages of fs/dax holes and files, on ext4 and xfs",
	.program = "daxtest",
	.configs = (const char *const[]){ "CONFIG_LIBNVDIMM", "CONFIG_FS_DAX", NULL },
	.machines = machines,
};
