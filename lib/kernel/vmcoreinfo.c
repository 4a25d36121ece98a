// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/vmcoreinfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text after "kind(name)=" at the start of a line, NULL if there is no such line. */
static const char *find(const char *text, const char *kind, const char *name)
{
	char key[128];
	size_t len;

	len = (size_t)snprintf(key, sizeof(key), "%s(%s)=", kind, name);
	if (!text || len >= sizeof(key))
		return NULL;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, key, len))
			return line + len;
	}
	return NULL;
}

uint64_t vmcoreinfo_symbol(const char *text, const char *name)
{
	const char *value = find(text, "SYMBOL", name);

	return value ? strtoull(value, NULL, 16) : 0;
}

uint64_t vmcoreinfo_size(const char *text, const char *name)
{
	const char *value = find(text, "SIZE", name);

	return value ? strtoull(value, NULL, 10) : 0;
}

bool vmcoreinfo_number(const char *text, const char *name, int64_t *value)
{
	const char *number = find(text, "NUMBER", name);

	if (!number)
		return false;
	*value = strtoll(number, NULL, 0);
	return true;
}
