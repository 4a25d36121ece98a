// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/line_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* more than a socket holds: QEMU can go on writing while the lines are worked on */
#define CHUNK (1 << 20)

static void hand_out(struct line_reader *reader, void (*line)(void *data, char *text), void *data)
{
	char *start = reader->buffer, *end;
	size_t left = reader->used;

	while ((end = memchr(start, '\n', left))) {
		*end = '\0';
		if (end > start && end[-1] == '\r')
			end[-1] = '\0';
		line(data, start);
		left -= end + 1 - start;
		start = end + 1;
	}
	memmove(reader->buffer, start, left);
	reader->used = left;
}

bool line_reader_feed(struct line_reader *reader, int fd, void (*line)(void *data, char *text),
		      void *data)
{
	ssize_t n;

	if (reader->room < reader->used + CHUNK + 1) {
		reader->room = 2 * (reader->used + CHUNK + 1);
		reader->buffer = realloc(reader->buffer, reader->room);
		if (!reader->buffer)
			abort();
	}
	n = read(fd, reader->buffer + reader->used, CHUNK);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n > 0) {
		reader->used += n;
		hand_out(reader, line, data);
		return true;
	}
	if (reader->used) {
		reader->buffer[reader->used] = '\0';
		reader->used = 0;
		line(data, reader->buffer);
	}
	return false;
}

void line_reader_clear(struct line_reader *reader)
{
	free(reader->buffer);
	*reader = (struct line_reader){ 0 };
}
