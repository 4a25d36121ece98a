// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fs/dax: a machine with emulated persistent memory for each file system, so that they run side by
 * side.
 */
#include "lib/base/size.h"
#include "provisioning/machine/run/suite.h"

/* without crc32c_generic the file systems of 6.1 and 6.12 would ask for modprobe */
#define PMEM_MODULES								\
	{ .name = "crc32c_generic", .config = "CONFIG_CRYPTO_CRC32C" },		\
	{ .name = "loop", .config = "CONFIG_BLK_DEV_LOOP" },			\
	{ .name = "nfit", .required = true, .config = "CONFIG_ACPI_NFIT" },	\
	{ .name = "nd_pmem", .required = true, .config = "CONFIG_BLK_DEV_PMEM" }

static const struct guest_module ext4_modules[] = {
	PMEM_MODULES,
	{ .name = "dax_pmem", .config = "CONFIG_DEV_DAX_PMEM" },
	{ .name = "device_dax", .config = "CONFIG_DEV_DAX" },
	{ .name = "ext4", .required = true, .config = "CONFIG_EXT4_FS" },
	{ 0 },
};

static const struct guest_module xfs_modules[] = {
	PMEM_MODULES,
	{ .name = "xfs", .required = true, .config = "CONFIG_XFS_FS" },
	{ 0 },
};

static const struct guest_module pmem_modules[] = {
	PMEM_MODULES,
	{ .name = "dax_pmem", .required = true, .config = "CONFIG_DEV_DAX_PMEM" },
	{ .name = "device_dax", .required = true, .config = "CONFIG_DEV_DAX" },
	{ .name = "kmem", .required = true, .config = "CONFIG_DEV_DAX_KMEM" },
	{ .name = "nd_e820", .required = true, .config = "CONFIG_X86_PMEM_LEGACY" },
	{ .name = "virtio_pci", .config = "CONFIG_VIRTIO_PCI" },
	{ .name = "virtio_pmem", .required = true, .config = "CONFIG_VIRTIO_PMEM" },
	{ .name = "dm_mod", .required = true, .config = "CONFIG_BLK_DEV_DM" },
	{ .name = "ext4", .required = true, .config = "CONFIG_EXT4_FS" },
	{ 0 },
};

static const struct suite_tool ext4_tools[] = { { .name = "mkfs.ext4", .package = "e2fsprogs" }, { 0 } };
static const struct suite_tool xfs_tools[] = { { .name = "mkfs.xfs", .package = "xfsprogs" }, { 0 } };
static const struct suite_tool pmem_tools[] = {
	{ .name = "mkfs.ext4", .package = "e2fsprogs" }, { .name = "dmsetup", .package = "dmsetup" }, { 0 }
};

static const struct nvdimm nvdimms[] = { { .size = 1024 * MIB, .label_size = MIB / 8 }, { 0 } };

/* of the first one: 3 GiB device-dax at 1 GiB, the rest is for what needs no more than a part */
static const struct nvdimm pmem_nvdimms[] = {
	{ .size = 5120 * MIB, .label_size = MIB / 8, .node = 1 },
	{ .size = 256 * MIB, .virtio = true },
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
