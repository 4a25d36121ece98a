// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/owned_string.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *string_copy(const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		abort();
	return copy;
}

char *string_copy_n(const char *text, size_t length)
{
	char *copy = strndup(text, length);

	if (!copy)
		abort();
	return copy;
}

char *string_vformat(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	return text;
}

char *string_format(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = string_vformat(fmt, ap);
	va_end(ap);
	return text;
}

void string_append(char **text, const char *separator, const char *more)
{
	char *old = *text;

	*text = string_format("%s%s%s", old ? old : "", old && *old ? separator : "", more);
	free(old);
}

bool string_ends_in(const char *text, const char *end)
{
	size_t length = strlen(text);

	return length > strlen(end) && !strcmp(text + length - strlen(end), end);
}
