/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_CLI_CLEANUP_CACHE_H
#define NORMALPAGE_CLI_CLEANUP_CACHE_H

#include <stdbool.h>

#include "lib/base/error.h"

/**
 * cleanup_cache - normalpage cleanup --cache: remove what the cache has, and print each with its size
 * @days: only what was not used for so long; what was left half made goes in any case
 * @dry_run: only print
 * @status: set to 1 if something is left that was to go, else to 0
 */
error_check struct error *cleanup_cache(unsigned int days, bool dry_run, int *status);

#endif
