// SPDX-License-Identifier: GPL-2.0-or-later
/* The channel: one JSON object a line in both directions. What comes is read by request.c. */
#include "provisioning/machine/guest/guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "lib/verdict/packed.h"

static int channel = -1;

/* only one can have a virtio port open: programs get copies of this descriptor */
static int open_virtio_port(void)
{
	DIR *dev = opendir("/dev");
	struct dirent *entry;
	int fd = -1;

	while (dev && fd < 0 && (entry = readdir(dev))) {
		char path[sizeof("/dev/") + sizeof(entry->d_name)];

		if (strncmp(entry->d_name, "vport", 5))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		fd = open(path, O_RDWR | O_CLOEXEC);
	}
	if (dev)
		closedir(dev);
	return fd;
}

int channel_open(void)
{
	struct termios raw;

	/* fast, but a kernel may have its driver as a module, or none */
	channel = open_virtio_port();
	if (channel >= 0)
		return channel;
	channel = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (channel < 0 || tcgetattr(channel, &raw))
		return -1;
	cfmakeraw(&raw);
	cfsetspeed(&raw, B115200);
	raw.c_cflag |= CLOCAL;
	tcsetattr(channel, TCSANOW, &raw);
	setenv(PACKED_RECORDS, "1", 1);
	return channel;
}

int channel_fd(void)
{
	return channel;
}

struct json_object *channel_record(const char *type)
{
	struct json_object *record = json_object_new_object();

	json_object_object_add(record, "record", json_object_new_string(type));
	return record;
}

void channel_send(struct json_object *record)
{
	const char *text = json_object_to_json_string_ext(record, JSON_C_TO_STRING_PLAIN);
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(channel, text, left);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			break;
		if (n > 0) {
			text += n;
			left -= n;
		}
	}
	if (write(channel, "\n", 1) < 0)
		errno = 0; /* the host is gone: nothing is left that could read it */
	json_object_put(record);
}

static struct json_object *failure(const char *what, int errnum)
{
	struct json_object *record = channel_record("failed");

	json_object_object_add(record, "what", json_object_new_string(what));
	json_object_object_add(record, "error", json_object_new_string(strerror(errnum)));
	return record;
}

void channel_failed(const char *what, int errnum)
{
	channel_send(failure(what, errnum));
}

void channel_fatal(const char *what, int errnum)
{
	struct json_object *record = failure(what, errnum);

	json_object_object_add(record, "fatal", json_object_new_boolean(true));
	channel_send(record);
}
