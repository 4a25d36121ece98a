/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of the cache that is made from other files. Beside it lies a list of its inputs with size
 * and time of change; it is made again when one of them differs.
 */
#ifndef NORMALPAGE_MACHINE_CACHE_CACHED_PART_H
#define NORMALPAGE_MACHINE_CACHE_CACHED_PART_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * cached_part_is_fresh - is @path there, and are all its inputs as they were? marks it used then
 */
bool cached_part_is_fresh(const char *path);

/**
 * cached_part_note_inputs - write the list of inputs of @path
 *
 * To be called after @path was committed: one that died in between is made again.
 */
error_check struct error *cached_part_note_inputs(const char *path,
						  const struct string_list *inputs);

#endif
