/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A checksum of 64 bits that shows whether bytes have changed. It is no protection against forgery. */
#ifndef NORMALPAGE_PMEM_SUM64_H
#define NORMALPAGE_PMEM_SUM64_H

#include <stddef.h>
#include <stdint.h>

/** SUM64_START - the checksum of nothing (the offset basis of FNV-1a) */
#define SUM64_START 0xcbf29ce484222325ull

/**
 * sum64_add - the checksum of what @sum is of, followed by @length bytes
 *
 * FNV-1a by words of eight bytes, with a shift after each multiplication so that high bits reach low
 * ones. Each step is a bijection: one word that differs always makes another checksum. What is added in
 * two calls is not what is added in one, unless the first is of a multiple of eight bytes.
 */
uint64_t sum64_add(uint64_t sum, const void *data, size_t length);

#endif
