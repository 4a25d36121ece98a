// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A control domain on which a foreign guest runs. For tests of what keeps it safe; the guest is
 * started by them.
 */
#include "provisioning/machine/run/suite_xen.h"

static const struct guest_module modules[] = {
	{ .name = "xenfs", .required = true, .config = "CONFIG_XENFS" },
	{ .name = "xen_privcmd", .required = true, .config = "CONFIG_XEN_PRIVCMD" },
	{ .name = "xen_evtchn", .required = true, .config = "CONFIG_XEN_DEV_EVTCHN" },
	{ .name = "xen_gntdev", .required = true, .config = "CONFIG_XEN_GNTDEV" },
	{ .name = "xen_gntalloc", .required = true, .config = "CONFIG_XEN_GRANT_DEV_ALLOC" },
	{ .name = "loop", .config = "CONFIG_BLK_DEV_LOOP" },
	{ 0 },
};

static const struct suite_tool tools[] = {
	{ .name = "xentest" }, { .name = "guest/normalpage" }, { 0 },
};

#define MACHINE(ident) .name = ident, .arguments = (const char *const[]){ NULL }, .modules = modules, \
		       .tools = tools, .domu = true

static const struct suite_machine machines[] = {
	{
		MACHINE("guests"),
		.only = "!(memory.*)",
		.xen = &(const struct xen_config){ .arguments = "dom0_mem=1G,max:1G",
						   .cpu = CPU_PV_GUESTS },
	},
	{
		/* as Xen is unless told otherwise: too little is left for a guest */
		MACHINE("all-memory"),
		.only = "memory.*",
		.xen = &(const struct xen_config){ .arguments = "", .cpu = CPU_PV_GUESTS },
	},
	{ 0 },
};

SUITE(guests) = {
	.name = "guests",
	.description = "a control domain with a guest of its own, for tests of the testbed",
	.program = "xentest",
	.configs = (const char *const[]){ "CONFIG_XEN_DOM0", "CONFIG_XEN_PV", NULL },
	.machines = machines,
	.xen = true,
	.internal = true,
};
