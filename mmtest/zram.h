/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Swap of our own: a zram device, which is memory. After the test it is gone, however that ended. */
#ifndef NORMALPAGE_MMTEST_ZRAM_H
#define NORMALPAGE_MMTEST_ZRAM_H

#include "lib/harness/scenario.h"

/** zram_swap - swap to a new zram device from now on; skips where that is impossible, and why */
void zram_swap(struct scenario *s);

#endif
