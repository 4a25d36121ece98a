/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first bytes of a page of the caller's, as its own accesses have them. */
#ifndef NORMALPAGE_OBSERVE_PAGE_BYTES_H
#define NORMALPAGE_OBSERVE_PAGE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_BYTES 16

/**
 * page_bytes_read - read them through the page tables, as copy_from_user() does
 *
 * Returns false where the process has no access; no signal is raised.
 */
bool page_bytes_read(uint64_t addr, unsigned char bytes[PAGE_BYTES]);

/**
 * page_byte_set, page_byte_flip - write the first byte, or turn all of its bits
 *
 * The caller knows that this is allowed. Both return what was there before.
 */
unsigned char page_byte_set(uint64_t addr, unsigned char byte);
unsigned char page_byte_flip(uint64_t addr);

#endif
