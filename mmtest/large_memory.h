/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory in pieces of 2 MiB: no kernel has to have any free, and without it maps small pages. */
#ifndef NORMALPAGE_MMTEST_LARGE_MEMORY_H
#define NORMALPAGE_MMTEST_LARGE_MEMORY_H

#include "lib/harness/scenario.h"

/** large_memory_need - skip the scenario where faults fall back to small pages for want of it */
void large_memory_need(struct scenario *s);

/**
 * large_memory_collapse - MADV_COLLAPSE (6.1) of a whole mapping; skips the scenario for want of memory
 *	(madvise(2): ENOMEM, EAGAIN), ends it at any other error
 */
void large_memory_collapse(struct scenario *s, const struct mapping *m);

#endif
