/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Soft-dirty bits (Documentation/admin-guide/mm/soft-dirty.rst). */
#ifndef NORMALPAGE_MMTEST_SOFT_DIRTY_H
#define NORMALPAGE_MMTEST_SOFT_DIRTY_H

#include "lib/harness/scenario.h"

/** soft_dirty_clear - of all memory of this process; skips where the kernel has no such bits */
void soft_dirty_clear(struct scenario *s);

#endif
