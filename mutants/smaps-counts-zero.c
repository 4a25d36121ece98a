// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: smaps counts the huge zero folio as resident
 * suite: dax
 * test: fsdax.ext4.hole.read-pmd-shared
 */
#include "mutant.h"

#include <linux/pagewalk.h>

static int (*original)(pmd_t *pmd, unsigned long addr, unsigned long end, struct mm_walk *walk);

static int mutant(pmd_t *pmd, unsigned long addr, unsigned long end, struct mm_walk *walk)
{
	/* fs/proc/task_mmu.c: struct mem_size_stats begins with it */
	unsigned long *resident = walk->private;

	if (is_huge_zero(*pmd))
		*resident += end - addr;
	return original(pmd, addr, end, walk);
}

MUTANT_PREPARED(prepare_huge_zero, MUTATE(smaps_pte_range, mutant, original));
