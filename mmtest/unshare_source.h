/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mappings that devices read are made of: small files, and the BIOS. */
#ifndef NORMALPAGE_MMTEST_UNSHARE_SOURCE_H
#define NORMALPAGE_MMTEST_UNSHARE_SOURCE_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"

#define SOURCE_BYTE 's'	/* the first byte of each file */

/** source_tmpfs - a file of one page in memory; the descriptor */
int source_tmpfs(struct scenario *s);

/** source_page_cache - a file of one page in the plain page cache: ramfs, in a namespace of its own */
int source_page_cache(struct scenario *s);

/** source_write - another first byte */
void source_write(struct scenario *s, int fd, char byte);

/** source_map - map a file's page at an address of its own */
struct mapping source_map(struct scenario *s, int fd, int prot, int flags);

/**
 * source_map_devmem - two pages of the BIOS at 0xf0000, private: a PFN map, /dev/mem
 *
 * drivers/char/mem.c mmap_mem() maps all of it at once: remap_pfn_range(). Skips where that is
 * not allowed.
 */
struct mapping source_map_devmem(struct scenario *s);

#endif
