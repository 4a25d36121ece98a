// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/large_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/kernel/system_file.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define COUNTER "thp_fault_fallback "

static unsigned long fallbacks(void)
{
	char line[64];

	return system_file_line("/proc/vmstat", COUNTER, line, sizeof(line))
		? strtoul(line + strlen(COUNTER), NULL, 10) : 0;
}

void large_memory_need(struct scenario *s)
{
	const size_t size = 2 * PMD_SIZE;
	const unsigned long before = fallbacks();
	char *probe = mmap(mapping_address(size), size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (probe == MAP_FAILED || madvise(probe, size, MADV_HUGEPAGE))
		scenario_broken(s, "mmap, MADV_HUGEPAGE: %s", strerror(errno));
	for (size_t at = 0; at < size; at += PMD_SIZE)
		probe[at] = 1;
	munmap(probe, size);
	if (fallbacks() != before)
		scenario_skip(s, "no memory is free in pieces of 2 MiB (thp_fault_fallback in /proc/vmstat)");
}

void large_memory_collapse(struct scenario *s, const struct mapping *m)
{
	if (!madvise(m->addr, m->size, MADV_COLLAPSE))
		return;
	if (errno == ENOMEM || errno == EAGAIN)
		scenario_skip(s, "MADV_COLLAPSE: %s (there must be free memory in pieces of 2 MiB)",
			      strerror(errno));
	scenario_broken(s, "MADV_COLLAPSE: %s", strerror(errno));
}
