// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/line_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/full_lines.h"

/* more than a socket holds: QEMU can go on writing while the lines are worked on */
#define CHUNK (1 << 20)

/** struct taker - who gets the lines */
struct taker {
	void (*line)(void *data, char *text);
	void *data;
};

static bool hand_out(void *data, char *text)
{
	const struct taker *taker = data;
	size_t len = strlen(text);

	if (len && text[len - 1] == '\r')
		text[len - 1] = '\0';
	taker->line(taker->data, text);
	return true;
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
		full_lines(reader->buffer, &reader->used, hand_out,
			   &(struct taker){ .line = line, .data = data });
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
