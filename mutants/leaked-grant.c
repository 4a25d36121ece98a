// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: a grant is not ended when its page is given back
 * suite: xen
 * test: pv-scratch.gntalloc.self.map
 * test: pv-scratch.gntdev.self.lifetime.close
 */
#include "mutant.h"

#include <xen/grant_table.h>

static typeof(gnttab_end_foreign_access) *original;

static void mutant(grant_ref_t ref, struct page *page)
{
}

MUTANT(MUTATE(gnttab_end_foreign_access, mutant, original));
