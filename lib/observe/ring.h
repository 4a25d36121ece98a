/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An io_uring with at most one fixed buffer: pin_user_pages(), FOLL_WRITE | FOLL_LONGTERM. */
#ifndef NORMALPAGE_OBSERVE_RING_H
#define NORMALPAGE_OBSERVE_RING_H

#include <linux/io_uring.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

struct ring {
	int fd;
	unsigned int *sq_tail;
	unsigned int *cq_head;
	unsigned int *sq_array;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
	unsigned int sq_mask;
	unsigned int cq_mask;
	void *buffer;
};

/** ring_open - a ring without buffer; ERROR_UNTESTABLE where there is no io_uring */
error_check struct error *ring_open(struct ring *ring);

/** ring_register - make this memory its fixed buffer; 0 or -errno */
int ring_register(struct ring *ring, void *addr, size_t size);

/** ring_unregister - the buffer has been let go of when this returns; 0 or -errno */
int ring_unregister(struct ring *ring);

/** ring_write, ring_read - the buffer's first @len bytes to or from @fd; bytes or -errno */
int ring_write(struct ring *ring, int fd, unsigned int len);
int ring_read(struct ring *ring, int fd, unsigned int len);

/** ring_close - its memory stays mapped: the process is about to end */
void ring_close(struct ring *ring);

#endif
