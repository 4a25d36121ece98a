/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which addresses of a mapping the observers of pages are asked about. */
#ifndef NORMALPAGE_HARNESS_POSITIONS_H
#define NORMALPAGE_HARNESS_POSITIONS_H

#include "lib/base/page.h"

/** POSITIONS_MAX - three of each run, and of the gaps before, between and behind them */
#define POSITIONS_MAX (3 * (2 * STATED_RUNS_MAX + 1))

/** struct positions - page aligned addresses, ascending, each once */
struct positions {
	uint64_t addr[POSITIONS_MAX];
	unsigned int nr;
};

/**
 * positions_choose - both ends and the middle of each run and of each gap, where off-by-one errors live
 *
 * A gap is what no run covers. Neighbours of the same kind are not merged: the scenario names them apart.
 */
void positions_choose(const struct stated *st, struct positions *p);

#endif
