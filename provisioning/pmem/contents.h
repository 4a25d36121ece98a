/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether anything is on a device. What is not known to be empty, or left by ourselves, is foreign data.
 *
 * Looked at is
 * - the front, 66 MiB: all places at its start where a known header lies (known_header.c; the last is the second
 *   superblock of btrfs, at 64 MiB);
 * - the end, 2 MiB and up to a page more;
 * - the first 4 KiB of every 2 MiB in between;
 * and all of a device of 68 MiB or less. Not seen is data that lies between these places alone, at most 2044 KiB
 * of each 2 MiB. Nor is it seen that something is used which has no data yet, such as a cache that has been given
 * a device and has not written to it.
 *
 * The mark of contents_mark() is the block of 4 KiB that ends at 1 MiB. Signatures that libblkid knows and the
 * headers of known_header.c lie below 640 KiB (the labels of ZFS, and block 256 of UDF, are the last there), from
 * 1 MiB on, where first partitions, VMFS and UDF with large blocks begin, or at the end. Software that
 * reads the start of a device to see whether it is free (dm-writecache, dm-thin, PMDK) finds what was there
 * without the mark.
 * Something with a header may have its data there, such as a file system: then it is recognised by its header,
 * and the mark, if it is still there, is wrong.
 */
#ifndef NORMALPAGE_PMEM_CONTENTS_H
#define NORMALPAGE_PMEM_CONTENTS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

/** CONTENTS_MARK_AT, CONTENTS_MARK_SIZE - where the mark lies, bytes */
#define CONTENTS_MARK_SIZE 4096u
#define CONTENTS_MARK_AT ((1u << 20) - CONTENTS_MARK_SIZE)

/**
 * enum contents_kind - what was found
 * @CONTENTS_EMPTY: all that was looked at is zero
 * @CONTENTS_OURS: contents_mark() was called for the same owner, and nothing has changed since
 * @CONTENTS_KNOWN: libblkid or the table of known_header.c has a name for it
 * @CONTENTS_UNKNOWN: something else
 */
enum contents_kind {
	CONTENTS_EMPTY,
	CONTENTS_OURS,
	CONTENTS_KNOWN,
	CONTENTS_UNKNOWN,
};

/**
 * struct contents - what a look at a device found
 * @what: its name if it is known: "ext4", "gpt partition table", "PMDK pool (PMEMOBJ)"; else NULL
 * @uuid: that of a file system or the like as text; else NULL
 * @sum: the checksum of all that was looked at, its places, and the device's size
 * @first_at, @first: the first bytes that are not zero, and where they are; not for CONTENTS_EMPTY
 */
struct contents {
	enum contents_kind kind;
	char *what;
	char *uuid;
	uint64_t sum;
	uint64_t first_at;
	unsigned char first[8];
};

/**
 * contents_look - look at a block device, or at a file
 * @fd: open for reading
 * @name: for messages
 * @owner: the namespace's uuid as text; a mark for another one is not ours. NULL: none is
 * @c: contents_clear() in any case
 *
 * What cannot be read is an error: it may be anything.
 */
error_check struct error *contents_look(int fd, const char *name, const char *owner, struct contents *c);

/** contents_look_mapped - look at a device-dax device, @size bytes large */
error_check struct error *contents_look_mapped(int fd, size_t size, const char *name, const char *owner,
					       struct contents *c);

/**
 * contents_refuse - an error if a device may not be overwritten: it is neither empty nor ours
 * @given_up: the checksum as text, as an earlier refusal has printed it, of data that is not known and that the
 *	user gives up; NULL: not given up. It does not help against what is known
 */
error_check struct error *contents_refuse(const struct contents *c, const char *name, const char *given_up);

/**
 * contents_mark - leave a mark that all that is on the device now was left by us
 * @fd: open for reading and writing
 * @owner: one line of at most 100 characters
 *
 * For a namespace that was given away, at the end of a run, and for what a dead run has left on one, after
 * signatures of our own file systems were wiped; the caller makes sure that nobody else has written to it
 * meanwhile. The mark is the checksum of everything else: it counts only as long as nothing of what is looked
 * at changes.
 *
 * What is known is an error, and so is a device of less than 1 MiB, unless it is empty: that needs no mark.
 */
error_check struct error *contents_mark(int fd, const char *name, const char *owner);

/** contents_mark_mapped - the same for a device-dax device, opened for reading and writing */
error_check struct error *contents_mark_mapped(int fd, size_t size, const char *name, const char *owner);

/** contents_clear - free what it points to */
void contents_clear(struct contents *c);

DEFINE_CLEANUP(contents, struct contents, contents_clear(&VALUE))

#endif
