// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/path_part.h"

#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define ALNUM LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* less than NAME_MAX: two of them may be joined, and an ending comes behind */
#define LONGEST 100

bool path_part_is_good(const char *text)
{
	size_t length = text ? strlen(text) : 0;

	return length && length <= LONGEST && strchr(ALNUM, *text) &&
	       strspn(text, ALNUM ".+~:_-@,=%") == length;
}

struct error *path_part_check(const char *text, const char *what, const char *where)
{
	if (path_part_is_good(text))
		return NULL;
	return error_create(ERROR_USAGE, "%s is damaged: '%.*s' is no %s", where, LONGEST, text, what);
}

bool suite_name_is_good(const char *text)
{
	return *text && strspn(text, LOWER "-") == strlen(text) && *text != '-';
}
