// SPDX-License-Identifier: GPL-2.0-or-later
/* A control domain with the programs that an administrator runs in it, for tests of the testbed. */
#include "provisioning/machine/run/suite_xen.h"

static const struct suite_tool tools[] = { { .name = "xentest" }, { .name = "guest/normalpage" }, { 0 } };

static const struct suite_machine machines[] = {
	{
		.name = "dom0",
		.arguments = (const char *const[]){ NULL },
		.modules = xen_modules,
		.tools = tools,
		.command_line = "slab_nomerge",
		.xen = &(const struct xen_config){ .arguments = "dom0_mem=1G,max:1G", .cpu = CPU_PV },
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
