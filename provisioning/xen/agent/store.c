// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/agent/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <xen/io/xs_wire.h>

#include "lib/base/full_write.h"

static int fd = -1;
static bool event_pending;

int store_open(void)
{
	fd = open("/dev/xen/xenbus", O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : 0;
}

static int read_all(void *buf, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = read(fd, (char *)buf + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		done += (size_t)n;
	}
	return 0;
}

/* one message: its body in @body, with a 0 behind it */
static int receive(struct xsd_sockmsg *msg, char body[XENSTORE_PAYLOAD_MAX + 1])
{
	int rc = read_all(msg, sizeof(*msg));

	if (rc)
		return rc;
	if (msg->len > XENSTORE_PAYLOAD_MAX)
		return -EPROTO;
	rc = read_all(body, msg->len);
	body[rc ? 0 : msg->len] = '\0';
	return rc;
}

/* an event that comes in between is kept: it only says "look again" */
static int request(uint32_t type, const char *payload, size_t len, char *body, size_t *got)
{
	static uint32_t id;
	struct {
		struct xsd_sockmsg msg;
		char payload[XENSTORE_PAYLOAD_MAX];
	} out = { .msg = { .type = type, .req_id = ++id, .len = (uint32_t)len } };
	struct xsd_sockmsg msg;
	int rc;

	if (len > sizeof(out.payload))
		return -E2BIG;
	memcpy(out.payload, payload, len);
	if (!full_write(fd, &out, sizeof(out.msg) + len))
		return -errno;
	for (;;) {
		rc = receive(&msg, body);
		if (rc)
			return rc;
		if (msg.type != XS_WATCH_EVENT)
			break;
		event_pending = true;
	}
	*got = msg.len;
	/* the body is an errno's name: which one does not matter here */
	return msg.type == XS_ERROR ? -EIO : 0;
}

/* two strings with a 0 behind the first, and behind the second too where the protocol wants it */
static size_t join(char *buf, size_t size, const char *a, const char *b, bool end)
{
	size_t first = strlen(a) + 1, second = strlen(b) + end;

	if (first + second > size)
		return size + 1;
	memcpy(buf, a, first);
	memcpy(buf + first, b, second);
	return first + second;
}

int store_watch(const char *path)
{
	char payload[XENSTORE_PAYLOAD_MAX] = "", body[XENSTORE_PAYLOAD_MAX + 1];
	size_t got, len = join(payload, sizeof(payload), path, "w", true);

	return request(XS_WATCH, payload, len, body, &got);
}

int store_wait(void)
{
	char body[XENSTORE_PAYLOAD_MAX + 1];
	struct xsd_sockmsg msg = { .type = 0 };
	int rc = 0;

	while (!rc && !event_pending) {
		rc = receive(&msg, body);
		event_pending = msg.type == XS_WATCH_EVENT;
	}
	event_pending = false;
	return rc;
}

int store_read(const char *path, char *value, size_t size)
{
	char body[XENSTORE_PAYLOAD_MAX + 1];
	size_t got;
	int rc = request(XS_READ, path, strlen(path) + 1, body, &got);

	if (rc)
		return rc;
	if (got >= size)
		return -E2BIG;
	memcpy(value, body, got + 1);
	return (int)got;
}

int store_write(const char *path, const char *value)
{
	char payload[XENSTORE_PAYLOAD_MAX] = "", body[XENSTORE_PAYLOAD_MAX + 1];
	size_t got, len = join(payload, sizeof(payload), path, value, false);

	return request(XS_WRITE, payload, len, body, &got);
}
