// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: folio_walk_start() ignores FW_ZEROPAGE
 * suite: dax
 * test: fsdax.ext4.hole.read-pmd-shared
 * test: fsdax.ext4.hole.read-pte-short-file
 */
#include "mutant.h"

#include <linux/pagewalk.h>

static typeof(folio_walk_start) *original;

static struct folio *mutant(struct folio_walk *fw, struct vm_area_struct *vma, unsigned long addr,
			    folio_walk_flags_t flags)
{
	return original(fw, vma, addr, flags & ~FW_ZEROPAGE);
}

MUTANT(MUTATE(folio_walk_start, mutant, original));
