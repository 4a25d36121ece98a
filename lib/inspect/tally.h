/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting runs; pure. */
#ifndef NORMALPAGE_INSPECT_TALLY_H
#define NORMALPAGE_INSPECT_TALLY_H

#include "lib/inspect/inspect.h"

/** tally_run - count a run */
void tally_run(struct inspect_counts *counts, const struct inspect_run *run);

/** tally_sum - add @b to @a */
void tally_sum(struct inspect_counts *a, const struct inspect_counts *b);

/**
 * tally_stated - counts as the statement of a vma that observers' expectations take
 *
 * Its runs have the right lengths and lie anywhere; only sums over the vma can be expected of it.
 */
void tally_stated(const struct inspect_counts *counts, const struct vma_state *vma,
		  struct stated *stated);

#endif
