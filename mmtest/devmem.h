/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings of /dev/mem: remap_pfn_range() over the BIOS, which STRICT_DEVMEM leaves open. */
#ifndef NORMALPAGE_MMTEST_DEVMEM_H
#define NORMALPAGE_MMTEST_DEVMEM_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"

#define DEVMEM_PFN 0xf0u	/* the first one that is mapped */
#define DEVMEM_SIZE (8 * PTE_SIZE)

/** devmem_map - map it; @flags is MAP_SHARED or MAP_PRIVATE. Skips where /dev/mem is closed */
struct mapping devmem_map(struct scenario *s, int flags);

#endif
