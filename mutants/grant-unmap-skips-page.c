// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: gntdev leaves the last of several grants mapped
 * suite: xen
 * test: pv-scratch.gntdev.self.map.two
 * test: pv-scratch.gntdev.self.lifetime.close
 * test: pv-scratch.gntdev.foreign.map.two
 */
#include "mutant.h"

#include <xen/grant_table.h>

static typeof(gnttab_unmap_refs_async) *original;

static void mutant(struct gntab_unmap_queue_data *item)
{
	if (item->count > 1)
		item->count--;
	original(item);
}

MUTANT(MUTATE(gnttab_unmap_refs_async, mutant, original));
