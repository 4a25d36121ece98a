/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Namespaces and file systems that exist for one run on emulated persistent memory. */
#ifndef NORMALPAGE_DAXTEST_EMULATED_H
#define NORMALPAGE_DAXTEST_EMULATED_H

#include "lib/error.h"

struct emulated;

/**
 * emulated_make - an fsdax namespace and a mounted file system for each of @types, and offer them
 * to the scenarios
 *
 * On failure nothing is left behind.
 */
error_check struct error *emulated_make(const char *const *types, size_t nr_types,
					struct emulated **emulated);

/** emulated_destroy - unmount, destroy the namespaces; NULL is allowed */
error_check struct error *emulated_destroy(struct emulated *emulated);

#endif
