// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/numa_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[NUMA_NR_FIELDS] = {
	[NUMA_ANON] = "anon=",
	[NUMA_DIRTY] = "dirty=",
	[NUMA_MAPPED] = "mapped=",
	[NUMA_MAPMAX] = "mapmax=",
	[NUMA_SWAPCACHE] = "swapcache=",
	[NUMA_ACTIVE] = "active=",
	[NUMA_WRITEBACK] = "writeback=",
	[NUMA_KERNEL_PAGE_SIZE] = "kernelpagesize_kB=",
};

static void parse_word(const char *word, uint64_t *values)
{
	if (word[0] == 'N' && isdigit((unsigned char)word[1])) {
		const char *equals = strchr(word, '=');

		if (equals)
			values[NUMA_PAGES] += strtoull(equals + 1, NULL, 10);
		return;
	}
	for (unsigned int i = 0; i < NUMA_NR_FIELDS; i++) {
		if (words[i] && !strncmp(word, words[i], strlen(words[i])))
			values[i] = strtoull(word + strlen(words[i]), NULL, 10);
	}
}

/* Words are separated by single blanks; show_numa_map() escapes blanks and "=" in file names. */
bool numa_parse(const char *line, uint64_t *start, uint64_t *values)
{
	char *at;

	*start = strtoull(line, &at, 16);
	if (at == line || *at != ' ')
		return false;
	memset(values, 0, NUMA_NR_FIELDS * sizeof(*values));
	for (const char *word = at; *word; word += strcspn(word, " ")) {
		word += strspn(word, " ");
		parse_word(word, values);
	}
	return true;
}
