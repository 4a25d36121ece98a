// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/contents_walk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/full_write.h"
#include "lib/base/size.h"
#include "provisioning/pmem/sum64.h"

#define BLOCK CONTENTS_MARK_SIZE
#define CHUNK (64u * BLOCK)
#define FRONT (66 * MIB)
#define END (2 * MIB)
#define STEP (2 * MIB)
#define COPIED_FRONT (4 * MIB)	/* libblkid's last place is at 2 MiB: VMFS */

typedef struct error *visit_fn(void *data, uint64_t at, const unsigned char *block, size_t length);

static bool is_zero(const unsigned char *block, size_t length)
{
	return !block[0] && !memcmp(block, block + 1, length - 1);
}

/* blocks that are not zero; @from is a multiple of a block */
static struct error *walk_range(const struct device_bytes *bytes, uint64_t from, uint64_t to, void *data,
				visit_fn *visit)
{
	guarded(free) unsigned char *chunk = malloc(CHUNK);
	struct error *err = NULL;

	if (!chunk)
		abort();
	for (; !err && from < to; from += CHUNK) {
		size_t length = to - from < CHUNK ? (size_t)(to - from) : CHUNK;

		err = device_bytes_read(bytes, from, chunk, length);
		for (size_t i = 0; !err && i < length; i += BLOCK) {
			size_t part = length - i < BLOCK ? length - i : BLOCK;

			if (!is_zero(chunk + i, part))
				err = visit(data, from + i, chunk + i, part);
		}
	}
	return err;
}

/* where the end begins, of which at least END is looked at */
static uint64_t end_of(uint64_t size, uint64_t front)
{
	uint64_t end = size < END ? 0 : (size - END) / BLOCK * BLOCK;

	return end < front ? front : end;
}

/* with the place: blocks that are zero are not added */
static uint64_t add_block(uint64_t sum, uint64_t at, const unsigned char *block, size_t length)
{
	return sum64_add(sum64_add(sum, &at, sizeof(at)), block, length);
}

static struct error *look(void *data, uint64_t at, const unsigned char *block, size_t length)
{
	struct contents_walk *walk = data;
	size_t skip = 0;

	if (walk->empty) {
		while (!block[skip])
			skip++;
		walk->first_at = at + skip;
		memcpy(walk->first, block + skip,
		       length - skip < sizeof(walk->first) ? length - skip : sizeof(walk->first));
	}
	walk->empty = false;
	if (at == CONTENTS_MARK_AT && length == CONTENTS_MARK_SIZE)
		memcpy(walk->mark, block, length);
	else
		walk->rest = add_block(walk->rest, at, block, length);
	return NULL;
}

struct error *contents_walk(const struct device_bytes *bytes, struct contents_walk *walk)
{
	uint64_t front = bytes->size < FRONT ? bytes->size : FRONT, end = end_of(bytes->size, front);
	struct error *err;

	*walk = (struct contents_walk){ .empty = true };
	walk->rest = sum64_add(SUM64_START, &bytes->size, sizeof(bytes->size));
	err = walk_range(bytes, 0, front, walk, look);
	for (uint64_t at = front; !err && at < end; at += STEP)
		err = walk_range(bytes, at, end - at < BLOCK ? end : at + BLOCK, walk, look);
	if (!err)
		err = walk_range(bytes, end, bytes->size, walk, look);
	walk->all = walk->rest;
	if (!is_zero(walk->mark, sizeof(walk->mark)))
		walk->all = add_block(walk->all, CONTENTS_MARK_AT, walk->mark, sizeof(walk->mark));
	return err;
}

static struct error *copy(void *data, uint64_t at, const unsigned char *block, size_t length)
{
	int file = *(int *)data;

	if (!full_pwrite(file, block, length, (off_t)at))
		return error_errno(errno, "copying the ends of the device");
	return NULL;
}

struct error *contents_copy_ends(const struct device_bytes *bytes, int file)
{
	uint64_t front = bytes->size < COPIED_FRONT ? bytes->size : COPIED_FRONT;
	struct error *err = NULL;

	if (ftruncate(file, (off_t)bytes->size))
		err = error_errno(errno, "copying the ends of the device");
	if (!err)
		err = walk_range(bytes, 0, front, &file, copy);
	return err ? err : walk_range(bytes, end_of(bytes->size, front), bytes->size, &file, copy);
}
