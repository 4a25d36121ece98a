// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: the huge zero folio stays mapped when the hole below it is written to
 * suite: dax
 * test: fsdax.ext4.write.first-touch
 * test: fsdax.ext4.write.other-mapping
 */
#include "mutant.h"

#include <linux/dax.h>

static typeof(unmap_mapping_pages) *original;

static void mutant(struct address_space *mapping, pgoff_t start, pgoff_t nr, bool even_cows)
{
	/* as dax_insert_entry() does it when a block takes the place of a huge hole */
	if (!dax_mapping(mapping) || nr != HPAGE_PMD_NR || even_cows)
		original(mapping, start, nr, even_cows);
}

MUTANT(MUTATE(unmap_mapping_pages, mutant, original));
