// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mappings that any kernel can make, in a machine without any device of its own; and what needs a
 * device that a process may have, or memory that is set aside at boot, in another one.
 */
#include "lib/base/size.h"
#include "provisioning/machine/run/suite.h"

static const struct guest_module modules[] = {
	/* a disk for O_DIRECT */
	{ .name = "loop", .config = "CONFIG_BLK_DEV_LOOP" },
	{ .name = "af_packet", .config = "CONFIG_PACKET" },
	/* to swap to */
	{ .name = "zram", .config = "CONFIG_ZRAM" },
	{ 0 },
};

static const struct guest_module vfio_modules[] = {
	{ .name = "loop", .config = "CONFIG_BLK_DEV_LOOP" },
	{ .name = "vfio_iommu_type1", .config = "CONFIG_VFIO_IOMMU_TYPE1" },
	{ .name = "vfio_pci", .config = "CONFIG_VFIO_PCI" },
	{ 0 },
};

#define WITH_MORE "@(vfio|unshare|gigantic).*"

static const struct suite_tool tools[] = { { 0 } };

static const struct suite_machine machines[] = {
	{
		.name = "mm",
		.arguments = (const char *const[]){ NULL },
		.modules = modules,
		.tools = tools,
		.only = "!(" WITH_MORE ")",
	},
	{
		/*
		 * A BAR of 4 GiB, and interrupt remapping, without which VFIO would have to be told
		 * that it is not needed; on a busy emulated CPU its test of the timer may panic. And
		 * 2 GiB that the kernel has to itself above 4 GiB, where a page of 1 GiB can be had.
		 */
		.name = "vfio",
		.arguments = (const char *const[]){ NULL },
		.modules = vfio_modules,
		.tools = tools,
		.devices = "-machine kernel-irqchip=split -device intel-iommu,intremap=on "
			   "-device pci-testdev,membar=4G",
		.command_line = "intel_iommu=on no_timer_check hugepagesz=1G hugepages=1",
		.memory = 4 * GIB,
		.only = WITH_MORE,
	},
	{ 0 },
};

SUITE(mm) = {
	.name = "mm",
	.description = "anonymous, file, shared and drivers' memory, without DAX and Xen",
	.program = "mmtest",
	.configs = (const char *const[]){ NULL },
	.machines = machines,
};
