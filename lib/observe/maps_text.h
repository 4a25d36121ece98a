/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of /proc/PID/maps (Documentation/filesystems/proc.rst). Opens nothing. */
#ifndef NORMALPAGE_OBSERVE_MAPS_TEXT_H
#define NORMALPAGE_OBSERVE_MAPS_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct maps_line - one vma
 * @start, @end: addresses
 * @perms: "rw-p"
 * @offset: bytes into the file
 * @inode: 0 without a file
 * @path: as the kernel writes it: a path, "[heap]", "anon_inode:[perf_event]", or empty; points into
 *	the line
 */
struct maps_line {
	uint64_t start;
	uint64_t end;
	char perms[5];
	uint64_t offset;
	uint64_t inode;
	const char *path;
};

/** maps_parse - take a line (without newline) apart; false if it is none */
bool maps_parse(const char *line, struct maps_line *vma);

#endif
