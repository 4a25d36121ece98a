/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs of entries joined with regions of categories: both are in order and each cuts the other. */
#ifndef NORMALPAGE_INSPECT_RUNS_H
#define NORMALPAGE_INSPECT_RUNS_H

#include "lib/inspect/inspect.h"
#include "lib/observe/categories.h"

/**
 * struct runs_join - a join under way
 * @regions: the regions, in order; what is in none has no category
 * @next: the first that is not passed
 */
struct runs_join {
	const struct region *regions;
	unsigned int nr;
	unsigned int next;
};

/**
 * runs_join_next - cut the next part off a run
 * @run: its @start is moved on behind the part
 * @part: set: the part, with its categories, and what @run says of it
 *
 * Returns false when nothing is left of @run.
 */
bool runs_join_next(struct runs_join *join, struct entry_run *run, struct inspect_run *part);

/**
 * struct runs_reader - reads the runs of a range
 * @kernel: NULL: do not read raw entries
 * @root: where the page tables begin, entry_root()
 * @pagemap: descriptor of /proc/PID/pagemap, or -1: do not ask for categories
 * @words: the kernel has no PAGEMAP_SCAN: read pagemap's words
 * @single: each present entry by itself
 * @each: called for each; false ends it
 */
struct runs_reader {
	struct kernel *kernel;
	uint64_t root;
	int pagemap;
	bool words;
	bool single;
	bool (*each)(void *data, struct inspect_run *run);
	void *data;
};

/** runs_read - 0 or a negative errno (of pagetable_walk(), or of pagemap). Not to be nested */
int runs_read(const struct runs_reader *reader, uint64_t start, uint64_t end);

#endif
