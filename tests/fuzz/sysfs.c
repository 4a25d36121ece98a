// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Trees of /sys and /proc: the survey, and what is asked before a region or a namespace is touched. An
 * input is the contents of the files, in this order, with a form feed between two.
 */
#include "cli/survey_human.h"
#include "provisioning/pmem/idle.h"
#include "provisioning/survey/survey.h"
#include "tests/fuzz/scratch_tree.h"

#define ND "/sys/bus/nd/devices/"
#define DAX "/sys/bus/dax/devices/"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const files[] = {
	"/proc/self/mountinfo",
	"/proc/1/mountinfo",
	"/proc/swaps",
	"/proc/xen/capabilities",
	"/proc/sys/kernel/osrelease",
	"/sys/kernel/security/lockdown",
	"/sys/devices/system/node/node0/meminfo",
	"/sys/devices/system/node/node0/cpulist",
	"/sys/hypervisor/type",
	"/sys/hypervisor/guest_type",
	"/sys/class/block/pmem0/dev",
	"/sys/class/block/pmem0/holders/dm-0/dm/name",
	ND "nmem0/state",
	ND "nmem0/flags",
	ND "nmem0/security",
	ND "nmem0/nfit/flags",
	ND "region0/devtype",
	ND "region0/mappings",
	ND "region0/mapping0",
	ND "region0/persistence_domain",
	ND "region0/badblocks",
	ND "region0/size",
	ND "region0/nstype",
	ND "region0/read_only",
	ND "region0/max_available_extent",
	ND "namespace0.0/mode",
	ND "namespace0.0/holder",
	ND "namespace0.0/size",
	ND "namespace0.0/uuid",
	ND "namespace0.0/force_raw",
	ND "pfn0.0/uuid",
	ND "pfn0.0/block/pmem0/dev",
	DAX "dax0.0/size",
	DAX "dax0.0/align",
	DAX "dax0.0/dev",
	NULL,
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char path[512];

	(void)argc;
	(void)argv;
	for (const char *const *file = files; *file; file++)
		scratch_parents(*file);
	snprintf(path, sizeof(path), "%s" ND "nmem0/driver", scratch_tree());
	/* the human form of the survey goes to standard output */
	return symlink("/nvdimm", path) || !freopen("/dev/null", "w", stdout);
}

static void write_tree(const uint8_t *data, size_t size)
{
	for (const char *const *file = files; *file; file++) {
		const uint8_t *end = size ? memchr(data, '\f', size) : NULL;
		size_t len = end ? (size_t)(end - data) : size;

		scratch_file(*file, data, len);
		data += end ? len + 1 : len;
		size -= end ? len + 1 : len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct json_object *survey;

	write_tree(data, size);
	survey = survey_take(scratch_tree());
	survey_write_human(survey);
	json_object_put(survey);
	error_destroy(idle_check_region(scratch_tree(), "region0", 1 << 20));
	error_destroy(idle_check_namespace(scratch_tree(), "namespace0.0", &ns));
	return 0;
}
