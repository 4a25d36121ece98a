// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/anon.h"

#include <errno.h>
#include <glob.h>
#include <string.h>

#include "lib/kernel/system_file.h"
#include "mmtest/large_memory.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"
#define OF_PMDS THP "hugepages-2048kB/enabled"

/* a setting for one size goes before that for all (6.8; Documentation/admin-guide/mm/transhuge.rst) */
static const char *file_that_decides(const char *of_size)
{
	return access(of_size, F_OK) || system_file_has(of_size, "[inherit]") ? THP "enabled" : of_size;
}

/* folios of 64 KiB and the like, mapped by PTEs, where no PMD fits */
static void refuse_other_sizes(struct scenario *s)
{
	glob_t sizes = { 0 };

	if (glob(THP "hugepages-*kB/enabled", 0, NULL, &sizes))
		return;
	for (size_t i = 0; i < sizes.gl_pathc; i++)
		if (strcmp(sizes.gl_pathv[i], OF_PMDS) &&
		    !system_file_has(file_that_decides(sizes.gl_pathv[i]), "[never]"))
			scenario_skip(s, "%s lets the kernel map folios of that size: write never to it",
				      sizes.gl_pathv[i]);
	globfree(&sizes);
}

static void check_huge(struct scenario *s, size_t size)
{
	const char *decides = file_that_decides(OF_PMDS);

	if (access(THP, F_OK))
		scenario_skip(s, "kernel without CONFIG_TRANSPARENT_HUGEPAGE");
	if (system_file_has(decides, "[never]"))
		scenario_skip(s, "%s says never: write madvise to it", decides);
	if (!system_file_is(THP "use_zero_page", "1"))
		scenario_skip(s, THP "use_zero_page is off: write 1 to it");
	if (size % PMD_SIZE)
		refuse_other_sizes(s);
	large_memory_need(s);
}

struct mapping anon_map_as(struct scenario *s, const struct anon_mapping *how)
{
	int prot = how->prot ? how->prot : PROT_READ | PROT_WRITE;
	struct mapping m = { .size = how->size ? how->size : PMD_SIZE,
			     .flags = mapping_vma_flags(prot, MAP_PRIVATE) & ~VMA_FILE };

	if (how->huge)
		check_huge(s, m.size);
	m.addr = mmap(mapping_address(m.size), m.size, prot,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mmap: %s", strerror(errno));
	/* without CONFIG_TRANSPARENT_HUGEPAGE there is nothing to refuse */
	if (madvise(m.addr, m.size, how->huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) && how->huge)
		scenario_broken(s, "MADV_HUGEPAGE: %s", strerror(errno));
	return m;
}
