/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of /proc/PID/numa_maps (Documentation/filesystems/proc.rst). Opens nothing. */
#ifndef NORMALPAGE_OBSERVE_NUMA_TEXT_H
#define NORMALPAGE_OBSERVE_NUMA_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/** enum numa_field - words of a line; counts are 0 where the word is not there */
enum numa_field {
	NUMA_PAGES,	/* the sum of all N<node>= */
	NUMA_ANON,
	NUMA_DIRTY,
	NUMA_MAPPED,
	NUMA_MAPMAX,
	NUMA_SWAPCACHE,
	NUMA_ACTIVE,
	NUMA_WRITEBACK,
	NUMA_KERNEL_PAGE_SIZE,	/* kB */
	NUMA_NR_FIELDS,
};

/** numa_parse - take a line apart: the vma's start, and @values[NUMA_NR_FIELDS] */
bool numa_parse(const char *line, uint64_t *start, uint64_t *values);

#endif
