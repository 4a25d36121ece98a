/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What smaps must say of a vma. */
#ifndef NORMALPAGE_OBSERVE_SMAPS_EXPECT_H
#define NORMALPAGE_OBSERVE_SMAPS_EXPECT_H

#include "lib/observe/observer.h"

/** smaps_expect - fill @e[SMAPS_NR_FIELDS]; the expect of struct observer */
void smaps_expect(const struct features *kernel, const struct stated *stated,
		  const struct run *run, uint64_t addr, struct expectation *e);

#endif
