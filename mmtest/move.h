/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving mappings. */
#ifndef NORMALPAGE_MMTEST_MOVE_H
#define NORMALPAGE_MMTEST_MOVE_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"

/**
 * mapping_move - mremap(2) of a whole mapping to an address of its own; ends the scenario if refused
 * @skew: bytes that the new address lies behind a PMD boundary
 * @flags: MREMAP_DONTUNMAP or another one, in addition to MREMAP_MAYMOVE | MREMAP_FIXED
 */
struct mapping mapping_move(struct scenario *s, const struct mapping *m, size_t skew, int flags);

/** mapping_move_errno - 0, or the errno that moving it gives */
int mapping_move_errno(const struct mapping *m, int flags, struct mapping *moved);

#endif
