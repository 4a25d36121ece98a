/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stream of lines from a descriptor, whatever pieces it comes in. */
#ifndef NORMALPAGE_MACHINE_LINE_READER_H
#define NORMALPAGE_MACHINE_LINE_READER_H

#include <stdbool.h>
#include <stddef.h>

struct line_reader {
	char *buffer;
	size_t used, room;
};

/**
 * line_reader_feed - read once from @fd and hand out each full line, without its end
 *
 * Returns false at the end of the stream; what was left without an end of line is handed out then.
 */
bool line_reader_feed(struct line_reader *reader, int fd, void (*line)(void *data, char *text),
		      void *data);
void line_reader_clear(struct line_reader *reader);

#endif
