// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A machine with much persistent memory, for measuring: 'normalpage shell --suite large'. The host gives
 * it memory only as far as somebody touches it.
 */
#include "lib/base/size.h"
#include "provisioning/machine/run/suite.h"

static const struct guest_module modules[] = {
	{ .name = "nfit", .required = true, .config = "CONFIG_ACPI_NFIT" },
	{ .name = "nd_pmem", .required = true, .config = "CONFIG_BLK_DEV_PMEM" },
	{ .name = "dax_pmem", .required = true, .config = "CONFIG_DEV_DAX_PMEM" },
	{ .name = "device_dax", .required = true, .config = "CONFIG_DEV_DAX" },
	{ 0 },
};

static const struct suite_tool tools[] = { { 0 } };

/* 8 GiB, and the array of struct pages for them */
static const struct nvdimm nvdimms[] = { { .size = (8192 + 256) * MIB }, { 0 } };

static const struct suite_machine machines[] = {
	{
		.name = "large",
		.arguments = (const char *const[]){ NULL },
		.modules = modules,
		.tools = tools,
		.nvdimms = nvdimms,
	},
	{ 0 },
};

SUITE(large) = {
	.name = "large",
	.description = "much persistent memory, for measuring",
	.program = "daxtest",
	.configs = (const char *const[]){ "CONFIG_LIBNVDIMM", "CONFIG_DEV_DAX_PMEM", NULL },
	.machines = machines,
	.internal = true,
};
