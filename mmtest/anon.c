// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/anon.h"

#include <errno.h>
#include <string.h>

#include "lib/kernel/system_file.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"

static void check_huge(struct scenario *s)
{
	char line[128];

	if (!system_file_line(THP "enabled", "", line, sizeof(line)))
		scenario_skip(s, "kernel without CONFIG_TRANSPARENT_HUGEPAGE");
	if (strstr(line, "[never]"))
		scenario_skip(s, THP "enabled says never: write madvise to it");
	if (!system_file_is(THP "use_zero_page", "1"))
		scenario_skip(s, THP "use_zero_page is off: write 1 to it");
}

struct mapping anon_map_as(struct scenario *s, const struct anon_mapping *how)
{
	int prot = how->prot ? how->prot : PROT_READ | PROT_WRITE;
	struct mapping m = { .size = how->size ? how->size : PMD_SIZE,
			     .flags = mapping_vma_flags(prot, MAP_PRIVATE) & ~VMA_FILE };

	if (how->huge)
		check_huge(s);
	m.addr = mmap(mapping_address(m.size), m.size, prot,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mmap: %s", strerror(errno));
	/* without CONFIG_TRANSPARENT_HUGEPAGE there is nothing to refuse */
	if (madvise(m.addr, m.size, how->huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) && how->huge)
		scenario_broken(s, "MADV_HUGEPAGE: %s", strerror(errno));
	return m;
}
