// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/full_lines.h"

#include <string.h>

bool full_lines(char *text, size_t *len, bool (*line)(void *data, char *text), void *data)
{
	char *start = text, *end;
	size_t left = *len;

	while ((end = memchr(start, '\n', left))) {
		*end = '\0';
		if (!line(data, start))
			return false;
		left -= (size_t)(end + 1 - start);
		start = end + 1;
	}
	memmove(text, start, left);
	*len = left;
	return true;
}
