/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files on DAX file systems, and their mappings. */
#ifndef NORMALPAGE_DAXTEST_FSDAX_H
#define NORMALPAGE_DAXTEST_FSDAX_H

#include <fcntl.h>
#include <sys/mman.h>

#include "lib/harness/scenario.h"

/** need_fsdax - a directory on a DAX file system; one instance for each that main() was given */
extern const struct need need_fsdax;

/** need_fsdax_inode - those of them where a file's own flag decides (mounted with dax=inode) */
extern const struct need need_fsdax_inode;

/**
 * struct fsdax_place - a directory whose new files are DAX
 * @dir: its path; NULL if only its name is wanted
 * @name: becomes part of the tests' names
 * @type: of the file system: "ext4"
 * @inode: mounted with dax=inode
 * @missing: why it could not be made, or NULL
 * @given: foreign, made without 2 MiB in mind: where it puts files is chance
 * @skew: of alignment_find(), if it is given; what we make begins at a multiple of 2 MiB
 * @sync, @async: known to allow MAP_SYNC, to refuse it
 */
struct fsdax_place {
	const char *dir;
	const char *name;
	const char *type;
	const char *missing;
	bool inode;
	bool given;
	uint64_t skew;
	bool sync;
	bool async;
};

/** fsdax_use - offer a directory; what @place points to is borrowed */
error_check struct error *fsdax_use(const struct fsdax_place *place);

/** fsdax_place_of - where this scenario runs */
const struct fsdax_place *fsdax_place_of(const struct scenario *s);

/** fsdax_limit - bytes that the files of one test may have in all; without it there is no limit */
void fsdax_limit(unsigned long long bytes);

/** fsdax_file - an unnamed sparse file of @size bytes, all of it a hole; the descriptor */
int fsdax_file(struct scenario *s, size_t size);

/**
 * fsdax_file_written - an unnamed file of @size bytes (a multiple of PMD_SIZE) full of @byte
 *
 * Its extents lie at 2 MiB boundaries of memory, seen through FIEMAP and @skew of the place; where the
 * file system did not give any, the scenario is broken, or skipped if it is foreign.
 */
int fsdax_file_written(struct scenario *s, size_t size, char byte);

/**
 * fsdax_file_unwritten - like fsdax_file_written(), but only preallocated (fallocate(2))
 */
int fsdax_file_unwritten(struct scenario *s, size_t size);

/**
 * struct fsdax_mapping - how to map a file; what is not set is: all of a PMD, from the file's
 * start, PROT_READ | PROT_WRITE, MAP_SHARED, PMD-aligned
 * @skew: bytes that the address lies behind a PMD boundary
 * @plain: the file is not DAX (dax=inode)
 */
struct fsdax_mapping {
	size_t size;
	off_t offset;
	int prot;
	int flags;
	size_t skew;
	bool plain;
};

/** fsdax_map - map a file at an address of its own; ends the scenario if that is refused */
#define fsdax_map(s, fd, ...) fsdax_map_file(s, fd, &(struct fsdax_mapping){ __VA_ARGS__ })
struct mapping fsdax_map_file(struct scenario *s, int fd, const struct fsdax_mapping *how);

/**
 * expect_huge_zero_inserted - since the last step, vmf_insert_folio_pmd() was called, each time
 * with the huge zero folio and without write (fs/dax.c dax_pmd_load_hole()). Before 6.18, where
 * dax_pmd_load_hole() made the entry itself, never with it
 */
void expect_huge_zero_inserted(struct scenario *s);

/** expect_no_huge_zero_inserted - the opposite */
void expect_no_huge_zero_inserted(struct scenario *s);

#endif
