/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cache directory, and making things in it whole or not at all. */
#ifndef NORMALPAGE_MACHINE_CACHE_CACHE_H
#define NORMALPAGE_MACHINE_CACHE_CACHE_H

#include <stdint.h>

#include "lib/base/error.h"
#include "provisioning/machine/cache/cache_use.h"

/**
 * cache_directory - a directory below $XDG_CACHE_HOME/normalpage (or ~/.cache/normalpage)
 * @path: set to the path, which the caller frees
 * @below: "kernels"; made if it is missing
 */
error_check struct error *cache_directory(char **path, const char *below);

/** cache_root - the directory that has all of them, with links resolved; NULL if there is none. It is not made */
error_check struct error *cache_root(char **path);

/**
 * cache_stage - a temporary name beside @final, to be renamed to it once it is complete
 *
 * Returns a name that the caller frees and that nothing has; leftovers of processes that died
 * are removed on the way.
 */
char *cache_stage(const char *final);

/**
 * cache_commit - rename the staged file or directory to @final, which is replaced, and use it (cache_use())
 *
 * On failure the staged one is removed.
 */
error_check struct error *cache_commit(const char *staged, const char *final);

/** cache_discard - remove a file or a directory with all in it; a missing one is fine */
void cache_discard(const char *path);

/**
 * cache_remove - remove an entry that nobody uses, and the list of what it was made from
 *
 * Returns 0, -EBUSY if a process uses it, or another negative errno.
 */
int cache_remove(const char *path);

/** enum staged_state - of a name that cache_stage() may have given */
enum staged_state {
	STAGED_NOT,	/* it has not */
	STAGED_ALIVE,	/* its maker may be at work on it */
	STAGED_DEAD,	/* its maker is gone */
};

enum staged_state cache_staged_state(const char *path);

/**
 * cache_prune - of the entries of a directory that end in @suffix and were not used for an hour keep
 *	the @keep last used: other runs may be under way
 */
void cache_prune(const char *directory, const char *suffix, unsigned int keep);

/** cache_need_space - an error if the file system of @directory has less than @bytes left */
error_check struct error *cache_need_space(const char *directory, uint64_t bytes);

/** directory_make - mkdir -p */
error_check struct error *directory_make(const char *path);

/** directory_make_own - the same, and an error if others than this user may put files, or links, into it */
error_check struct error *directory_make_own(const char *path);

/** DEFINE_CLEANUP(staged) - remove what was staged and not committed (take() it on commit) */
DEFINE_CLEANUP(staged, char *, if (VALUE) cache_discard(VALUE); free(VALUE))

#endif
