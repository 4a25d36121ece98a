/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A digest that differs for different files and lists, for cache keys: it is no protection against forgery. */
#ifndef NORMALPAGE_MACHINE_CACHE_DIGEST_H
#define NORMALPAGE_MACHINE_CACHE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

/** DIGEST_START - the digest of nothing (64-bit FNV-1a) */
#define DIGEST_START UINT64_C(0xcbf29ce484222325)

/** digest_add - the digest of what @digest stands for, followed by @size bytes of @data */
uint64_t digest_add(uint64_t digest, const void *data, size_t size);

/**
 * digest_add_string - the same with a string and its final NUL, so that "ab","c" is not "a","bc"
 */
uint64_t digest_add_string(uint64_t digest, const char *text);

/** digest_add_contents - all bytes of a file, and how many there are: some 20 ms for a kernel's package */
error_check struct error *digest_add_contents(uint64_t *digest, const char *path);

/** digest_add_file - path, size and time of change of a file; one that is missing counts as such */
uint64_t digest_add_file(uint64_t digest, const char *path);

#endif
