// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int lines_open(struct line_stream *lines, int pid, const char *name, size_t chunk)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	lines->fd = open(path, O_RDONLY | O_CLOEXEC);
	lines->chunk = chunk;
	lines->error = lines->fd < 0 ? -errno : 0;
	lines->ended = lines->fd < 0;
	lines->start = lines->len = 0;
	return lines->error;
}

void lines_close(struct line_stream *lines)
{
	if (lines->fd >= 0)
		close(lines->fd);
	lines->fd = -1;
	lines->ended = true;
}

/* More of the file behind what is there; false at its end. */
static bool fill(struct line_stream *lines)
{
	size_t room;
	ssize_t n;

	memmove(lines->buf, lines->buf + lines->start, lines->len);
	lines->start = 0;
	room = sizeof(lines->buf) - 1 - lines->len;
	do
		n = read(lines->fd, lines->buf + lines->len,
			 lines->chunk < room ? lines->chunk : room);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		lines->len += (size_t)n;
	else
		lines->ended = true;
	if (n < 0)
		lines->error = -errno;
	return n > 0;
}

char *lines_next(struct line_stream *lines)
{
	char *line, *end;

	for (;;) {
		line = lines->buf + lines->start;
		end = memchr(line, '\n', lines->len);
		if (end) {
			*end = '\0';
			lines->start += (size_t)(end + 1 - line);
			lines->len -= (size_t)(end + 1 - line);
			return line;
		}
		/* what follows of a line that is too long is no record and passed over */
		if (lines->len == sizeof(lines->buf) - 1) {
			line[lines->len] = '\0';
			lines->len = 0;
			return line;
		}
		if (lines->ended || !fill(lines))
			return NULL;
	}
}
