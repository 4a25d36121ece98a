// SPDX-License-Identifier: GPL-2.0-or-later
#include "xentest/hold.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <fcntl.h>
#include <unistd.h>

struct pipe_hold hold_in_pipe(struct scenario *s, const struct mapping *m, size_t offset)
{
	struct iovec iov = { m->addr + offset, PTE_SIZE };
	struct pipe_hold hold;

	if (pipe2(hold.ends, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	if (vmsplice(hold.ends[1], &iov, 1, 0) != (ssize_t)PTE_SIZE)
		scenario_broken(s, "vmsplice: %s", strerror(errno));
	return hold;
}

int hold_take(struct pipe_hold *hold)
{
	char page[PTE_SIZE];
	ssize_t n = read(hold->ends[0], page, sizeof(page));
	int why = n < 0 ? -errno : -EIO;

	close(hold->ends[0]);
	close(hold->ends[1]);
	return n == sizeof(page) ? (unsigned char)page[0] : why;
}

static void *ring_mmap(struct scenario *s, int fd, size_t size, unsigned long offset)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd,
		       (off_t)offset);

	if (p == MAP_FAILED)
		scenario_broken(s, "mapping an io_uring: %s", strerror(errno));
	return p;
}

static void map_queues(struct scenario *s, struct ring *ring, const struct io_uring_params *p)
{
	char *sq = ring_mmap(s, ring->fd, p->sq_off.array + p->sq_entries * sizeof(unsigned int),
			     IORING_OFF_SQ_RING);
	char *cq = ring_mmap(s, ring->fd, p->cq_off.cqes + p->cq_entries * sizeof(*ring->cqes),
			     IORING_OFF_CQ_RING);

	ring->sqes = ring_mmap(s, ring->fd, p->sq_entries * sizeof(*ring->sqes), IORING_OFF_SQES);
	ring->sq_tail = (unsigned int *)(sq + p->sq_off.tail);
	ring->sq_array = (unsigned int *)(sq + p->sq_off.array);
	ring->sq_mask = *(unsigned int *)(sq + p->sq_off.ring_mask);
	ring->cq_head = (unsigned int *)(cq + p->cq_off.head);
	ring->cqes = (struct io_uring_cqe *)(cq + p->cq_off.cqes);
	ring->cq_mask = *(unsigned int *)(cq + p->cq_off.ring_mask);
}

struct ring ring_open(struct scenario *s, const struct mapping *m, size_t offset, size_t size)
{
	struct ring ring = { .buffer = m->addr + offset };
	struct iovec iov = { ring.buffer, size };
	struct io_uring_params params = { 0 };

	ring.fd = (int)syscall(SYS_io_uring_setup, 2, &params);
	if (ring.fd < 0)
		scenario_skip(s, "io_uring_setup: %s (CONFIG_IO_URING, kernel.io_uring_disabled)",
			      strerror(errno));
	map_queues(s, &ring, &params);
	if (syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_BUFFERS, &iov, 1))
		scenario_broken(s, "registering a fixed buffer: %s", strerror(errno));
	return ring;
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

int ring_release(struct ring *ring)
{
	int rc = syscall(SYS_io_uring_register, ring->fd, IORING_UNREGISTER_BUFFERS, NULL, 0)
		? -errno : 0;

	close(ring->fd);
	return rc;
}
