/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private anonymous memory, with large pages or without. */
#ifndef NORMALPAGE_MMTEST_ANON_H
#define NORMALPAGE_MMTEST_ANON_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"

/**
 * struct anon_mapping - what is not set is: a PMD, PROT_READ | PROT_WRITE, PMD-aligned
 * @huge: large pages are wanted, MADV_HUGEPAGE; otherwise they are refused, MADV_NOHUGEPAGE
 */
struct anon_mapping {
	size_t size;
	int prot;
	bool huge;
};

/**
 * anon_map - private anonymous memory at an address of its own
 *
 * Large pages that this kernel does not give end the scenario as skipped.
 */
#define anon_map(s, ...) anon_map_as(s, &(struct anon_mapping){ __VA_ARGS__ })
struct mapping anon_map_as(struct scenario *s, const struct anon_mapping *how);

#endif
