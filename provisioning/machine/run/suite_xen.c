// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Xen grants: the kernel as first domain of a real hypervisor, once for each way in which gntdev can
 * get its pages, as the kernel's mistakes look different on each.
 */
#include "lib/base/size.h"
#include "provisioning/machine/run/suite_xen.h"

/* nested SVM in TCG: what it cannot do must not be offered to the domain */
#define CPU_PVH "max,-smap,-rdtscp,-xsave,-avx,-avx2"

const struct guest_module xen_modules[] = {
	{ .name = "xenfs", .config = "CONFIG_XENFS" },
	{ .name = "xen_privcmd", .required = true, .config = "CONFIG_XEN_PRIVCMD" },
	{ .name = "xen_evtchn", .config = "CONFIG_XEN_DEV_EVTCHN" },
	{ .name = "xen_gntdev", .required = true, .config = "CONFIG_XEN_GNTDEV" },
	{ .name = "xen_gntalloc", .config = "CONFIG_XEN_GRANT_DEV_ALLOC" },
	/* a disk for O_DIRECT */
	{ .name = "loop", .config = "CONFIG_BLK_DEV_LOOP" },
	{ 0 },
};

static const char *const domu_arguments[] = { "--domu", "--domu-kernel", "/domu/vmlinuz",
					      "--domu-ramdisk", "/domu/initramfs", NULL };

static const char *const domu_pvh_arguments[] = { "--domu", "--domu-pvh", "--domu-kernel",
						  "/domu/vmlinuz", "--domu-ramdisk",
						  "/domu/initramfs", NULL };

/* gntdev.domu and source.domu; what ends guests was seen in another machine */
#define ONLY_GRANTS "*[ve].domu*"

static const struct suite_tool tools[] = { { 0 } };
static const char *const arguments[] = { NULL };

/* the same tests in each: their names get the machine's before them */
/* 1 GiB for dom0, 64 MiB for Xen, the rest for guests */
#define MACHINE(ident) .name = ident, .prefix = ident ".", .modules = xen_modules, .tools = tools, \
		       .memory = 1536 * MIB

static const struct suite_machine machines[] = {
	{
		/* a limit makes Linux take unpopulated pages, which are ZONE_DEVICE */
		MACHINE("pv-scratch"),
		.arguments = arguments,
		.xen = &(const struct xen_config){ .arguments = "dom0_mem=1G,max:1G", .cpu = CPU_PV },
	},
	{
		/* without one it has memory to grow into, and takes reserved pages of that */
		MACHINE("pv-extra"),
		.arguments = arguments,
		.xen = &(const struct xen_config){ .arguments = "dom0_mem=1G", .cpu = CPU_PV },
	},
	{
		/*
		 * As Xen is unless told otherwise: dom0 has all memory but the little that Xen keeps. What is
		 * made takes none of dom0's; the rest was seen above.
		 */
		MACHINE("pv-all"),
		.arguments = arguments,
		.only = "@(source.*|gntdev.*.map.one)",
		.xen = &(const struct xen_config){ .arguments = "", .cpu = CPU_PV },
	},
	{
		/* pages that another domain's kernel grants; what needs no guest was seen above */
		MACHINE("pv-domu"),
		.arguments = domu_arguments,
		.domu = true,
		.only = "*.domu*",
		.xen = &(const struct xen_config){ .arguments = "dom0_mem=1G,max:1G", .cpu = CPU_PV_GUESTS },
	},
	{
		/*
		 * No page table of its own making: gntdev inserts plain pages. Xen demands an IOMMU,
		 * which QEMU's devices go past, and cannot set it up for them (-12): a virtio port
		 * hangs the kernel.
		 */
		MACHINE("pvh"),
		.arguments = arguments,
		.devices = "-device intel-iommu",
		.xen = &(const struct xen_config){ .arguments = "dom0=pvh dom0_mem=1G,max:1G",
						   .cpu = CPU_PVH, .no_dma = true },
	},
	{
		/* another domain's pages in a domain without page tables of its own making */
		MACHINE("pvh-domu"),
		.arguments = domu_arguments,
		.domu = true,
		.only = ONLY_GRANTS,
		.devices = "-device intel-iommu",
		.xen = &(const struct xen_config){ .arguments = "dom0=pvh dom0_mem=1G,max:1G",
						   .cpu = CPU_PVH, .no_dma = true },
	},
	{
		/* and the other way around: the granting domain has none */
		MACHINE("pv-domu-pvh"),
		.arguments = domu_pvh_arguments,
		.domu = true,
		.only = ONLY_GRANTS,
		.xen = &(const struct xen_config){ .arguments = "dom0_mem=1G,max:1G", .cpu = CPU_PVH },
	},
	{ 0 },
};

SUITE(xen) = {
	.name = "xen",
	.description = "pages of Xen grants under gntdev, in a PV and a PVH dom0",
	.program = "xentest",
	.configs = (const char *const[]){ "CONFIG_XEN_DOM0", "CONFIG_XEN_PV", NULL },
	.machines = machines,
	.xen = true,
	/* where a page is granted from is part of the name, and found by looking */
	.lists_in_guest = true,
};
