// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: what O_DIRECT and io_uring pinned stays pinned
 * suite: mm
 * test: anon.gup.fixed-buffer-released
 * test: anon.gup.fixed-buffer-zero
 */
#include "mutant.h"

static typeof(unpin_user_folio) *original;

static void mutant(struct folio *folio, unsigned long pages)
{
	if (!folio_test_anon(folio))
		original(folio, pages);
}

MUTANT(MUTATE(unpin_user_folio, mutant, original));
