// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/free_memory.h"

#define PAGES_PER_MIB 256
/* with less xl refuses to leave dom0 (tools/libs/light/libxl_internal.h:LIBXL_MIN_DOM0_MEM) */
#define DOM0_LEAST_MIB 128

static unsigned long long free_mib(const struct free_memory *memory)
{
	unsigned long long pages = memory->free + memory->scrub;

	return memory->claimed < pages ? (pages - memory->claimed) / PAGES_PER_MIB : 0;
}

struct error *free_memory_judge(const struct free_memory *memory, const char *who,
				unsigned long long mib)
{
	unsigned long long free = free_mib(memory), dom0 = memory->dom0 / PAGES_PER_MIB, left;

	if (free >= mib)
		return NULL;
	if (dom0 < mib - free + DOM0_LEAST_MIB)
		return error_create(ERROR_UNTESTABLE, "Xen has %llu MiB free, and %s needs %llu: more than "
				    "dom0 (%llu MiB) could give", free, who, mib, dom0);
	left = dom0 - (mib - free);
	return error_create(ERROR_UNTESTABLE, "Xen has %llu MiB free, and %s needs %llu: boot Xen with "
			    "dom0_mem=%lluM, or take it from dom0 with 'xl mem-set 0 %llum'", free, who,
			    mib, left, left);
}
