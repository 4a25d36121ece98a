/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that the kernel keeps for a user, whatever happens to the mapping. */
#ifndef NORMALPAGE_XENTEST_HOLD_H
#define NORMALPAGE_XENTEST_HOLD_H

#include "lib/harness/scenario.h"
#include "lib/observe/ring.h"

/** struct pipe_hold - a page in a pipe, by reference (vmsplice(2) without SPLICE_F_GIFT) */
struct pipe_hold {
	int ends[2];
};

/** hold_in_pipe - put the page at @offset into a new pipe; ends the scenario if that fails */
struct pipe_hold hold_in_pipe(struct scenario *s, const struct mapping *m, size_t offset);

/** hold_take - read the page back from the pipe, which lets go of it: its first byte, or -errno */
int hold_take(struct pipe_hold *hold);

/** hold_in_ring - register @size bytes at @offset as a fixed buffer of a new io_uring */
struct ring hold_in_ring(struct scenario *s, const struct mapping *m, size_t offset, size_t size);

/** ring_release - unregister the buffer and close the ring; 0 or -errno */
int ring_release(struct ring *ring);

#endif
