/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who uses an entry of the cache: a lock (flock(2)) on the file or directory itself, which ends with the
 * process that has it, however that ends.
 */
#ifndef NORMALPAGE_MACHINE_CACHE_CACHE_USE_H
#define NORMALPAGE_MACHINE_CACHE_CACHE_USE_H

#include <stdbool.h>

/**
 * cache_use - use an entry: nobody removes it while this process lives, and its time of access is now
 *
 * Returns false if it is not there, or went at this moment. It may be called again and again.
 */
bool cache_use(const char *path);

/**
 * cache_claim - have an entry for oneself, to remove it; a symbolic link is none
 *
 * Returns a descriptor that the caller closes, -EBUSY if a process uses it, or another negative errno.
 */
int cache_claim(const char *path);

#endif
