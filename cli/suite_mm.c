// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mappings that any kernel can make, in a machine without any device of its own; and what needs a
 * device that a process may have, in another one.
 */
#include "cli/suite.h"

static const struct guest_module modules[] = {
	/* a disk for O_DIRECT */
	{ "loop", false, "CONFIG_BLK_DEV_LOOP" },
	{ "af_packet", false, "CONFIG_PACKET" },
	/* to swap to */
	{ "zram", false, "CONFIG_ZRAM" },
	{ 0 },
};

static const struct guest_module vfio_modules[] = {
	{ "loop", false, "CONFIG_BLK_DEV_LOOP" },
	{ "vfio_iommu_type1", false, "CONFIG_VFIO_IOMMU_TYPE1" },
	{ "vfio_pci", false, "CONFIG_VFIO_PCI" },
	{ 0 },
};

#define WITH_DEVICE "@(vfio|unshare).*"

static const struct suite_tool tools[] = { { 0 } };

static const struct suite_machine machines[] = {
	{
		.name = "mm",
		.arguments = (const char *const[]){ NULL },
		.modules = modules,
		.tools = tools,
		.only = "!(" WITH_DEVICE ")",
	},
	{
		/*
		 * A BAR of 4 GiB, and interrupt remapping, without which VFIO would have to be told
		 * that it is not needed; on a busy emulated CPU its test of the timer may panic.
		 */
		.name = "vfio",
		.arguments = (const char *const[]){ NULL },
		.modules = vfio_modules,
		.tools = tools,
		.devices = "-machine kernel-irqchip=split -device intel-iommu,intremap=on "
			   "-device pci-testdev,membar=4G",
		.command_line = "intel_iommu=on no_timer_check",
		.only = WITH_DEVICE,
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
