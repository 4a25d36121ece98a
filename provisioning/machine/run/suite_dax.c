// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fs/dax: a machine with emulated persistent memory for each file system, so that they run side by
 * side.
 */
#include "lib/base/size.h"
#include "provisioning/machine/run/suite.h"


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

static const struct guest_module pmem_modules[] = {
	PMEM_MODULES,
	{ "dax_pmem", true, "CONFIG_DEV_DAX_PMEM" },
	{ "device_dax", true, "CONFIG_DEV_DAX" },
	{ "kmem", true, "CONFIG_DEV_DAX_KMEM" },
	{ "nd_e820", true, "CONFIG_X86_PMEM_LEGACY" },
	{ "virtio_pci", false, "CONFIG_VIRTIO_PCI" },
	{ "virtio_pmem", true, "CONFIG_VIRTIO_PMEM" },
	{ "dm_mod", true, "CONFIG_BLK_DEV_DM" },
	{ "ext4", true, "CONFIG_EXT4_FS" },
	{ 0 },
};

static const struct suite_tool ext4_tools[] = { { "mkfs.ext4", "e2fsprogs" }, { 0 } };
static const struct suite_tool xfs_tools[] = { { "mkfs.xfs", "xfsprogs" }, { 0 } };
static const struct suite_tool pmem_tools[] = {
	{ "mkfs.ext4", "e2fsprogs" }, { "dmsetup", "dmsetup" }, { 0 }
};

static const struct nvdimm nvdimms[] = { { 1024 * MIB, MIB / 8, 0, false }, { 0 } };

/* of the first one: 3 GiB device-dax at 1 GiB, the rest is for what needs no more than a part */
static const struct nvdimm pmem_nvdimms[] = {
	{ 5120 * MIB, MIB / 8, 1, false },
	{ 256 * MIB, 0, 0, true },
	{ 0 },
};

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
	/* every other kind of memory below the file system: what differs is seen by a few tests */
	{
		.name = "pmem",
		.arguments = (const char *const[]){
			"--emulated", "--devdax", "1g", "--devdax", "2m", "--devdax", "4k",
			"--devdax", "ram", "--fs", "ext4-inode", "--fs", "ext4-linear",
			"--fs", "ext4-virtio", "--fs", "ext4-memmap", NULL },
		.modules = pmem_modules,
		.tools = pmem_tools,
		.nvdimms = pmem_nvdimms,
		.by_default = "@(devdax.*|fsdax.*.@(inode.*|sync.@(offered|write-pmd)|direct.*|hole.read-pmd-shared|"
			      "hole.read-pte-short-vma|write.same-process|cow.over-data))",
		/* the last part of the memory below 2 GiB; firmware's tables end before */
		.command_line = "memmap=256M!1G",
		.memory = 1536 * MIB,
	},
	{ 0 },
};

SUITE(dax) = {
	.name = "dax",
	.description = "pages of device-dax and of fs/dax holes and files",
	.program = "daxtest",
	/* without large pages a namespace is not aligned to a PMD, and no PMD is mapped: real-time kernels */
	.configs = (const char *const[]){ "CONFIG_LIBNVDIMM", "CONFIG_FS_DAX",
					  "CONFIG_TRANSPARENT_HUGEPAGE", NULL },
	.machines = machines,
};
