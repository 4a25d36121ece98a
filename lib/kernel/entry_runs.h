/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All entries of a range of a process's page tables, read from kernel memory a table at a time and
 * given as runs of equal entries: the cost grows with the number of tables.
 */
#ifndef NORMALPAGE_KERNEL_ENTRY_RUNS_H
#define NORMALPAGE_KERNEL_ENTRY_RUNS_H

#include "lib/kernel/kernel.h"

/**
 * enum frame_kind - what kind of memory a frame is, as far as the frame itself shows
 * @FRAME_NONE: there is no present leaf entry
 * @FRAME_OTHER: no RAM of this machine (and, in a Xen PV guest, of this domain): memory of a
 *	device with or without struct pages, another domain's memory
 */
enum frame_kind {
	FRAME_NONE,
	FRAME_ZERO,
	FRAME_HUGE_ZERO,
	FRAME_RAM,
	FRAME_OTHER,
};

/**
 * struct entry_run - neighbouring entries of one level that differ only in their frames, and in
 *	the accessed, dirty and soft-dirty bits
 * @start, @end: the addresses that they map, within the range asked for
 * @first: the first of them
 * @frame: what all of their frames are
 */
struct entry_run {
	uint64_t start;
	uint64_t end;
	struct entry first;
	enum frame_kind frame;
};

/** ENTRY_VARYING - bits in which the entries of a run may differ; the hardware sets some itself */
#define ENTRY_VARYING (ENTRY_ACCESSED | ENTRY_DIRTY | ENTRY_SOFT_DIRTY | ENTRY_SAVED_DIRTY)

/**
 * entry_root - where a process's page tables begin: kernel address of the top one
 *
 * Stays what it is while the caller holds an open file of /proc/@pid that is about its memory (maps,
 * pagemap: proc_mem_open() keeps the mm_struct). Errors as for pagetable_walk().
 */
int entry_root(struct kernel *kernel, pid_t pid, uint64_t *root);

/**
 * struct entry_walk - what to walk
 * @root: where to begin
 * @start, @end: page aligned addresses
 * @lowest: do not look into tables below this level; LEVEL_PTE looks into all
 * @single: give each present entry by itself
 * @each: called for each run, in order and without gaps; false ends the walk
 */
struct entry_walk {
	uint64_t root;
	uint64_t start;
	uint64_t end;
	enum level lowest;
	bool single;
	bool (*each)(void *data, const struct entry_run *run);
	void *data;
};

/**
 * entry_runs - walk; errors as for pagetable_walk()
 *
 * The process is not stopped: what it changes meanwhile may be seen or not, and a table that it
 * frees may be read with its next user's contents. A caller that draws conclusions asks twice.
 */
int entry_runs(struct kernel *kernel, const struct entry_walk *walk);

#endif
