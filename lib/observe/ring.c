// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/ring.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static void *map(int fd, size_t size, unsigned long offset)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd,
		       (off_t)offset);

	return p == MAP_FAILED ? NULL : p;
}

static bool map_queues(struct ring *ring, const struct io_uring_params *p)
{
	char *sq = map(ring->fd, p->sq_off.array + p->sq_entries * sizeof(unsigned int),
		       IORING_OFF_SQ_RING);
	char *cq = map(ring->fd, p->cq_off.cqes + p->cq_entries * sizeof(*ring->cqes),
		       IORING_OFF_CQ_RING);

	ring->sqes = map(ring->fd, p->sq_entries * sizeof(*ring->sqes), IORING_OFF_SQES);
	if (!sq || !cq || !ring->sqes)
		return false;
	ring->sq_tail = (unsigned int *)(sq + p->sq_off.tail);
	ring->sq_array = (unsigned int *)(sq + p->sq_off.array);
	ring->sq_mask = *(unsigned int *)(sq + p->sq_off.ring_mask);
	ring->cq_head = (unsigned int *)(cq + p->cq_off.head);
	ring->cqes = (struct io_uring_cqe *)(cq + p->cq_off.cqes);
	ring->cq_mask = *(unsigned int *)(cq + p->cq_off.ring_mask);
	return true;
}

struct error *ring_open(struct ring *ring)
{
	struct io_uring_params params = { 0 };

	*ring = (struct ring){ .fd = (int)syscall(SYS_io_uring_setup, 2, &params) };
	if (ring->fd < 0)
		return error_create(ERROR_UNTESTABLE, "io_uring_setup(): %s (CONFIG_IO_URING, "
				    "kernel.io_uring_disabled)", strerror(errno));
	if (!map_queues(ring, &params)) {
		ring_close(ring);
		return error_create(ERROR_UNTESTABLE, "mapping an io_uring: %s", strerror(errno));
	}
	return NULL;
}

int ring_register(struct ring *ring, void *addr, size_t size)
{
	struct iovec iov = { addr, size };

	ring->buffer = addr;
	return syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_BUFFERS, &iov, 1) < 0
		? -errno : 0;
}

int ring_unregister(struct ring *ring)
{
	return syscall(SYS_io_uring_register, ring->fd, IORING_UNREGISTER_BUFFERS, NULL, 0) < 0
		? -errno : 0;
}

static int submit(struct ring *ring, unsigned int op, int fd, unsigned int len)
{
	unsigned int tail = *ring->sq_tail, at = tail & ring->sq_mask;
	const struct io_uring_cqe *cqe;

	ring->sqes[at] = (struct io_uring_sqe){
		.opcode = (uint8_t)op, .fd = fd, .off = ~0ull, .len = len,
		.addr = (uintptr_t)ring->buffer,
	};
	ring->sq_array[at] = at;
	__atomic_store_n(ring->sq_tail, tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		return -errno;
	cqe = &ring->cqes[*ring->cq_head & ring->cq_mask];
	__atomic_store_n(ring->cq_head, *ring->cq_head + 1, __ATOMIC_RELEASE);
	return cqe->res;
}

int ring_write(struct ring *ring, int fd, unsigned int len)
{
	return submit(ring, IORING_OP_WRITE_FIXED, fd, len);
}

int ring_read(struct ring *ring, int fd, unsigned int len)
{
	return submit(ring, IORING_OP_READ_FIXED, fd, len);
}

void ring_close(struct ring *ring)
{
	close(ring->fd);
}
