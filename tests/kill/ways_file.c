// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices in use by files that are kept by other files: rings, and messages under way. */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "tests/kill/uses.h"

#define RING COUNT	/* a ring that has no descriptor any more */

/* a ring that has the device registered; its descriptor is closed */
static struct error *make_ring(const char *device, int *ring, struct io_uring_params *params)
{
	int fd = -1;
	struct error *err = way_open(device, &fd);

	if (err)
		return err;
	*ring = (int)syscall(SYS_io_uring_setup, 4, params);
	if (*ring < 0 || syscall(SYS_io_uring_register, *ring, IORING_REGISTER_FILES, &fd, 1))
		return error_errno(errno, "a ring");
	close(fd);
	return NULL;
}

static struct error *ring(const char *device)
{
	struct io_uring_params params = { 0 };
	int fd;

	return make_ring(device, &fd, &params);
}

WAY(ring, "ring", "a file registered with an io_uring, its descriptor closed", .make = ring, .block = { OPEN },
    .chars = { OPEN });

/* more than a moment, so that it is not for a moment that its files cannot be shown */
static struct error *ring_polling(const char *device)
{
	struct io_uring_params params = { .flags = IORING_SETUP_SQPOLL, .sq_thread_idle = 60000 };
	int fd;

	return make_ring(device, &fd, &params);
}

WAY(ring_polling, "ring-polling", "a file registered with an io_uring that a thread of the kernel polls", .make = ring_polling,
    .block = { OPEN }, .chars = { OPEN });

static struct error *close_ring(int fd)
{
	struct io_uring_rsrc_update update = { .offset = -1u, .data = (unsigned long)fd };

	if (syscall(SYS_io_uring_register, fd, IORING_REGISTER_RING_FDS, &update, 1) != 1)
		return error_errno(errno, "registering a ring's descriptor");
	close(fd);
	return NULL;
}

static struct error *ring_registered(const char *device)
{
	struct io_uring_params params = { 0 };
	int fd = -1;
	struct error *err = make_ring(device, &fd, &params);

	return err ? err : close_ring(fd);
}

WAY(ring_registered, "ring-registered", "a file registered with an io_uring, whose own descriptor is registered and closed",
    .make = ring_registered, .block = { RING, UNSEEN }, .chars = { RING, UNSEEN });

static struct error *ring_mapped(const char *device)
{
	struct io_uring_params params = { 0 };
	int fd = -1;
	struct error *err = make_ring(device, &fd, &params);

	if (err)
		return err;
	if (mmap(NULL, PTE_SIZE, PROT_READ, MAP_SHARED, fd, IORING_OFF_SQ_RING) == MAP_FAILED)
		return error_errno(errno, "mapping a ring");
	return close_ring(fd);
}

WAY(ring_mapped, "ring-mapped", "a file registered with an io_uring that is mapped, and has no descriptor", .make = ring_mapped,
    .block = { RING, "has a ring mapped that it has no descriptor of" },
    .chars = { RING, "has a ring mapped that it has no descriptor of" });

static struct error *send_file(int to, int fd)
{
	char byte = 'x', control[CMSG_SPACE(sizeof(int))] = "";
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	if (sendmsg(to, &msg, 0) != 1)
		return error_errno(errno, "sending a file");
	close(fd);
	return NULL;
}

#define SOCKET "holds descriptors that nobody has received (1)"

/* the sending end is closed as well: it has nothing to do with it any more */
static struct error *send_to(int type, const char *device, int *receiver)
{
	int fd = -1, ends[2];
	struct error *err = way_open(device, &fd);

	if (!err && socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends))
		err = error_errno(errno, "socketpair");
	if (!err)
		err = send_file(ends[0], fd);
	if (err)
		return err;
	close(ends[0]);
	*receiver = ends[1];
	return NULL;
}

static struct error *message(const char *device)
{
	int receiver;

	return send_to(SOCK_STREAM, device, &receiver);
}

WAY(message, "message", "a descriptor in a message that nobody has received (SCM_RIGHTS)", .make = message,
    .block = { COUNT, SOCKET }, .chars = { COUNT, SOCKET });

static struct error *datagram(const char *device)
{
	int receiver;

	return send_to(SOCK_DGRAM, device, &receiver);
}

WAY(datagram, "datagram", "a descriptor in a datagram that nobody has received", .make = datagram, .block = { COUNT, SOCKET },
    .chars = { COUNT, SOCKET });

static struct error *nested(const char *device)
{
	int receiver, ends[2];
	struct error *err = send_to(SOCK_STREAM, device, &receiver);

	if (!err && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		err = error_errno(errno, "socketpair");
	return err ? err : send_file(ends[0], receiver);
}

WAY(nested, "message-in-message", "a descriptor in a message to a socket that is itself in a message", .make = nested,
    .block = { COUNT, SOCKET }, .chars = { COUNT, SOCKET });

static struct error *unaccepted(const char *device)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "\0use" };
	int fd = -1, listening = socket(AF_UNIX, SOCK_STREAM, 0), sending = socket(AF_UNIX, SOCK_STREAM, 0);
	struct error *err = way_open(device, &fd);

	if (!err && (bind(listening, (void *)&name, sizeof(name)) || listen(listening, 1) ||
		     connect(sending, (void *)&name, sizeof(name))))
		err = error_errno(errno, "a listening socket");
	if (!err)
		err = send_file(sending, fd);
	close(sending);
	return err;
}

WAY(unaccepted, "message-unaccepted", "a descriptor in a message on a connection that nobody has accepted", .make = unaccepted,
    .block = { COUNT, SOCKET }, .chars = { COUNT, SOCKET });

/* a ring has the socket that the message waits in */
static struct error *message_in_ring(const char *device)
{
	struct io_uring_params params = { 0 };
	int ring_fd = (int)syscall(SYS_io_uring_setup, 4, &params), receiver = -1;
	struct error *err = send_to(SOCK_STREAM, device, &receiver);

	if (!err && syscall(SYS_io_uring_register, ring_fd, IORING_REGISTER_FILES, &receiver, 1))
		err = error_errno(errno, "a ring");
	close(receiver);
	return err;
}

WAY(message_in_ring, "message-in-ring", "a descriptor in a message to a socket that an io_uring has",
    .make = message_in_ring, .block = { COUNT, "that cannot be found from here" },
    .chars = { COUNT, "that cannot be found from here" });
