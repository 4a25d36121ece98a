/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stream of lines from a descriptor, whatever pieces it comes in. */
#ifndef NORMALPAGE_MACHINE_VM_LINE_READER_H
#define NORMALPAGE_MACHINE_VM_LINE_READER_H

#include <stdbool.h>
#include <stddef.h>

/* more than any record: one with every check that a verdict may have is smaller */
#define LINE_READER_MAX ((size_t)32 << 20)

/**
 * struct line_reader - start with zeros
 * @max: of one line, in bytes; 0: LINE_READER_MAX
 * @cut: lines that were longer, of which only the beginning was handed out
 * @skipping: the rest of one is passed over
 */
struct line_reader {
	char *buffer;
	size_t used, room, max;
	size_t cut;
	bool skipping;
};

/**
 * line_reader_feed - read once from @fd and hand out each full line, without its end
 *
 * Returns false at the end of the stream; what was left without an end of line is handed out then.
 * A writer that never ends a line costs no more memory than @max: see @cut.
 */
bool line_reader_feed(struct line_reader *reader, int fd, void (*line)(void *data, char *text),
		      void *data);
void line_reader_clear(struct line_reader *reader);

#endif
