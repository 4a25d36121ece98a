/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that the kernel holds on to for somebody, whatever becomes of the mapping. */
#ifndef NORMALPAGE_XENTEST_HOLD_H
#define NORMALPAGE_XENTEST_HOLD_H

#include "lib/harness/scenario.h"

/** struct pipe_hold - a page in a pipe, by reference (vmsplice(2) without SPLICE_F_GIFT) */
struct pipe_hold {
	int ends[2];
};

/** hold_in_pipe - put the page at @offset into a new pipe; ends the scenario if that fails */
struct pipe_hold hold_in_pipe(struct scenario *s, const struct mapping *m, size_t offset);

/** hold_take - read the page back from the pipe, which lets go of it: its first byte, or -errno */
int hold_take(struct pipe_hold *hold);

/** struct ring - an io_uring with one fixed buffer (pin_user_pages(), FOLL_LONGTERM) */
struct ring {
	int fd;
	unsigned int *sq_tail;
	unsigned int *cq_head;
	unsigned int *sq_array;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
	unsigned int sq_mask;
	unsigned int cq_mask;
	char *buffer;
};

/** ring_open - register @size bytes at @offset as the buffer; skips where there is no io_uring */
struct ring ring_open(struct scenario *s, const struct mapping *m, size_t offset, size_t size);

/** ring_write, ring_read - the buffer's first @len bytes to or from @fd; bytes or -errno */
int ring_write(struct ring *ring, int fd, unsigned int len);
int ring_read(struct ring *ring, int fd, unsigned int len);

/** ring_release - unregister the buffer: it is let go of when this returns. 0 or -errno */
int ring_release(struct ring *ring);

#endif
