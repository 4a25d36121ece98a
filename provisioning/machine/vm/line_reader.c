// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/line_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/full_lines.h"

/* more than a socket holds: QEMU can go on writing while the lines are worked on */
#define CHUNK (1 << 20)

/** struct taker - who gets the lines of @reader */
struct taker {
	struct line_reader *reader;
	void (*line)(void *data, char *text);
	void *data;
};

static bool hand_out(void *data, char *text)
{
	const struct taker *taker = data;
	struct line_reader *reader = taker->reader;
	size_t len = strlen(text);

	if (len > reader->max) {
		text[reader->max] = '\0';
		reader->cut++;
	} else if (len && text[len - 1] == '\r')
		text[len - 1] = '\0';
	taker->line(taker->data, text);
	return true;
}

static void make_room(struct line_reader *reader)
{
	size_t most, wanted = reader->used + CHUNK + 1;

	if (!reader->max)
		reader->max = LINE_READER_MAX;
	if (reader->room >= wanted)
		return;
	most = reader->max + CHUNK + 1;
	reader->room = 2 * wanted < most ? 2 * wanted : most;
	reader->buffer = realloc(reader->buffer, reader->room);
	if (!reader->buffer)
		abort();
}

/* what belongs to a line that was cut */
static void skip(struct line_reader *reader)
{
	char *end = memchr(reader->buffer, '\n', reader->used);
	size_t over = end ? (size_t)(end + 1 - reader->buffer) : reader->used;

	reader->skipping = !end;
	reader->used -= over;
	memmove(reader->buffer, reader->buffer + over, reader->used);
}

static void cut_off(struct line_reader *reader, const struct taker *taker)
{
	reader->buffer[reader->max] = '\0';
	reader->cut++;
	reader->skipping = true;
	reader->used = 0;
	taker->line(taker->data, reader->buffer);
}

bool line_reader_feed(struct line_reader *reader, int fd, void (*line)(void *data, char *text),
		      void *data)
{
	struct taker taker = { reader, line, data };
	ssize_t n;

	make_room(reader);
	n = read(fd, reader->buffer + reader->used, CHUNK);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n > 0) {
		reader->used += n;
		if (reader->skipping)
			skip(reader);
		full_lines(reader->buffer, &reader->used, hand_out, &taker);
		if (reader->used > reader->max)
			cut_off(reader, &taker);
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
