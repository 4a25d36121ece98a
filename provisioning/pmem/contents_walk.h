/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a device that contents.h looks at, and their checksum. */
#ifndef NORMALPAGE_PMEM_CONTENTS_WALK_H
#define NORMALPAGE_PMEM_CONTENTS_WALK_H

#include "provisioning/pmem/contents.h"
#include "provisioning/pmem/device_bytes.h"

/**
 * struct contents_walk - what is there
 * @empty: all that was looked at is zero
 * @rest: the checksum of everything but the block that a mark would be in
 * @all: the checksum of everything
 * @mark: what is in that block; zeroes if the device has none
 * @first_at, @first: the first bytes that are not zero
 */
struct contents_walk {
	bool empty;
	uint64_t rest, all;
	unsigned char mark[CONTENTS_MARK_SIZE];
	uint64_t first_at;
	unsigned char first[8];
};

/** contents_walk - look at all parts */
error_check struct error *contents_walk(const struct device_bytes *bytes, struct contents_walk *walk);

/** contents_copy_ends - what is not zero of the first 4 and the last 2 MiB, to the same places of a file */
error_check struct error *contents_copy_ends(const struct device_bytes *bytes, int file);

#endif
