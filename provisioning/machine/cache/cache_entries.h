/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in the cache, and what of it is ours to remove. */
#ifndef NORMALPAGE_MACHINE_CACHE_CACHE_ENTRIES_H
#define NORMALPAGE_MACHINE_CACHE_CACHE_ENTRIES_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/base/error.h"

/**
 * enum cache_kind - whose an entry is
 * @CACHE_WHOLE: it can be used as it is
 * @CACHE_LEFTOVER: half made by a process that is gone, or a list without what it belongs to
 * @CACHE_UNDER_WAY: half made by a process that may live
 * @CACHE_FOREIGN: not made by this program, or not where it would be
 */
enum cache_kind {
	CACHE_WHOLE,
	CACHE_LEFTOVER,
	CACHE_UNDER_WAY,
	CACHE_FOREIGN,
};

/**
 * struct cache_entry - owned strings
 * @name: the path below the cache's directory, fit for a terminal
 * @why: of CACHE_FOREIGN: what speaks against it; static
 * @bytes: that it takes on the disk; symbolic links are not followed
 * @used: when it was last used, of CACHE_WHOLE
 */
struct cache_entry {
	char *path;
	char *name;
	enum cache_kind kind;
	const char *why;
	uint64_t bytes;
	time_t used;
};

struct cache_entries {
	struct cache_entry *entry;
	size_t nr;
};

/**
 * cache_entries_read - all that is in the cache, sorted by name
 * @root: from cache_root()
 *
 * Nothing is marked as used by that.
 */
error_check struct error *cache_entries_read(struct cache_entries *entries, const char *root);
void cache_entries_clear(struct cache_entries *entries);

DEFINE_CLEANUP(cache_entries, struct cache_entries, cache_entries_clear(&VALUE))

#endif
