// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings that any kernel can make: a machine without any device of its own. */
#include "cli/suite.h"

static const struct guest_module modules[] = {
	/* a disk for O_DIRECT */
	{ "loop", false, "CONFIG_BLK_DEV_LOOP" },
	{ "af_packet", false, "CONFIG_PACKET" },
	{ 0 },
};

static const struct suite_tool tools[] = { { 0 } };

static const struct suite_machine machines[] = {
	{
		.name = "mm",
		.arguments = (const char *const[]){ NULL },
		.modules = modules,
		.tools = tools,
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
