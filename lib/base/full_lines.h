/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines out of the pieces that read(2) gives. */
#ifndef NORMALPAGE_BASE_FULL_LINES_H
#define NORMALPAGE_BASE_FULL_LINES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * full_lines - hand out the lines that have come as a whole
 * @text: what has been read so far; what is left of it is moved to its start
 * @len: its bytes, and then those that are left
 * @line: gets each line, a null byte in place of its newline, and may write to it; false: no more of them
 *
 * Returns false if @line wanted no more; @text and @len are as they were then, but for the null bytes.
 */
bool full_lines(char *text, size_t *len, bool (*line)(void *data, char *text), void *data);

#endif
