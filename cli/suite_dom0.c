// SPDX-License-Identifier: GPL-2.0-or-later
/* A control domain with the programs that an administrator runs in it, for tests of the testbed. */
#include "cli/suite.h"

static const struct guest_module modules[] = {
	{ "xenfs", false, "CONFIG_XENFS" },
	{ "xen_privcmd", true, "CONFIG_XEN_PRIVCMD" },
	{ "xen_evtchn", false, "CONFIG_XEN_DEV_EVTCHN" },
	{ "xen_gntdev", true, "CONFIG_XEN_GNTDEV" },
	{ "xen_gntalloc", false, "CONFIG_XEN_GRANT_DEV_ALLOC" },
	{ "loop", false, "CONFIG_BLK_DEV_LOOP" },
	{ 0 },
};

static const struct suite_tool tools[] = { { "xentest", NULL }, { "guest/normalpage", NULL }, { 0 } };

static const struct suite_machine machines[] = {
	{
		.name = "dom0",
		.arguments = (const char *const[]){ NULL },
		.modules = modules,
		.tools = tools,
		.command_line = "slab_nomerge",
		/* QEMU 7.2's TCG has Xen die in create_bounce_frame() with SMAP */
		.xen = &(const struct xen_config){ .arguments = "dom0_mem=1G,max:1G",
						   .cpu = "max,-smap" },
	},
	{ 0 },
};

SUITE(dom0) = {
	.name = "dom0",
	.description = "a control domain of Xen, for tests of the testbed",
	.program = "xentest",
	.configs = (const char *const[]){ "CONFIG_XEN_DOM0", "CONFIG_XEN_PV", NULL },
	.machines = machines,
	.xen = true,
	.internal = true,
};
