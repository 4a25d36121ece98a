/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a file of /proc/PID, one at a time: two files can be read side by side. */
#ifndef NORMALPAGE_INSPECT_LINES_H
#define NORMALPAGE_INSPECT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINES_BUFFER 8192	/* a longer line, with an escaped long path, is cut */

/**
 * struct line_stream - an open file
 * @chunk: bytes asked for at a time. Sequence files make whole records until a request is satisfied
 *	(fs/seq_file.c:seq_read_iter()): with a chunk no longer than a record, the kernel is at most
 *	one record ahead
 * @error: negative errno that ended it, 0 for its end
 */
struct line_stream {
	int fd;
	size_t chunk;
	int error;
	bool ended;
	size_t start;
	size_t len;
	char buf[LINES_BUFFER];
};

/** lines_open - open /proc/@pid/@name; 0 or a negative errno */
int lines_open(struct line_stream *lines, int pid, const char *name, size_t chunk);
void lines_close(struct line_stream *lines);

/** lines_next - the next line, without newline, valid until the next call; NULL at the end */
char *lines_next(struct line_stream *lines);

#endif
