/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Swap of our own: a zram device, which is memory. It is gone after the test, whatever became of it. */
#ifndef NORMALPAGE_MMTEST_ZRAM_H
#define NORMALPAGE_MMTEST_ZRAM_H

#include "lib/harness/scenario.h"

/** zram_swap - swap to a new zram device from now on; skips where that is not possible, and says why */
void zram_swap(struct scenario *s);

#endif
