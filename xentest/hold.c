// SPDX-License-Identifier: GPL-2.0-or-later
#include "xentest/hold.h"

#include <errno.h>
#include <string.h>
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

struct ring hold_in_ring(struct scenario *s, const struct mapping *m, size_t offset, size_t size)
{
	struct ring ring;
	int err;

	scenario_need(s, ring_open(&ring));
	err = ring_register(&ring, m->addr + offset, size);
	if (err == -EOPNOTSUPP)
		scenario_skip(s, "io_uring registers no memory of files (6.5)");
	if (err)
		scenario_broken(s, "registering a fixed buffer: %s", strerror(-err));
	return ring;
}

int ring_release(struct ring *ring)
{
	int err = ring_unregister(ring);

	ring_close(ring);
	return err;
}
