/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Swap of our own: a zram device, which is memory. After the test it is gone, however that ended. */
#ifndef NORMALPAGE_MMTEST_ZRAM_H
#define NORMALPAGE_MMTEST_ZRAM_H

#include "lib/harness/scenario.h"
#include "provisioning/journal/journal.h"

/**
 * zram_swap - swap to a new zram device from now on
 *
 * Skips where that is impossible, and why, or where other processes would feel it: shared_system_need().
 */
void zram_swap(struct scenario *s);

/** zram_write_down - write down the devices of this run, in this journal (borrowed), when they are made */
error_check struct error *zram_write_down(struct journal *journal);

#endif
