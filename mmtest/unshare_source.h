/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files whose mappings devices read. */
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

#endif
