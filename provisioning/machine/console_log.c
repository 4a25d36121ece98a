// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/console_log.h"

#include <string.h>
#include <sys/stat.h>

/* firmware moves the cursor: escape sequences go as a whole */
static void clean(char *line)
{
	char *out = line;

	for (const char *p = line; *p; p++) {
		if (*p == '\033' && p[1] == '[') {
			for (p += 2; *p && (*p < '@' || *p > '~'); p++)
				;
			if (!*p)
				break;
		} else if (*p == '\t' || (unsigned char)*p >= ' ') {
			*out++ = *p;
		}
	}
	*out = '\0';
}

static void read_lines(struct string_list *lines, const char *path, off_t from)
{
	guarded(file) FILE *f = fopen(path, "re");
	guarded(free) char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (f && from)
		fseeko(f, from, SEEK_SET);
	while (f && (n = getline(&line, &size, f)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			if (!line[i])
				line[i] = ' ';
		clean(line);
		if (*line)
			string_list_add(lines, "%s", line);
	}
}

void console_log_tail(struct string_list *lines, const char *path, off_t from, size_t nr)
{
	struct string_list all guarded(strings) = { 0 };

	read_lines(&all, path, from);
	for (size_t i = all.nr > nr ? all.nr - nr : 0; i < all.nr; i++)
		string_list_add(lines, "%s", all.item[i]);
}

off_t console_log_size(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_size;
}

char *console_log_find(const char *path, const char *text)
{
	struct string_list all guarded(strings) = { 0 };

	read_lines(&all, path, 0);
	for (size_t i = all.nr; i; i--) {
		const char *found = strstr(all.item[i - 1], text);

		if (found)
			return string_copy(found);
	}
	return NULL;
}

char *console_log_find_after(const char *path, const char *text)
{
	struct string_list all guarded(strings) = { 0 };

	read_lines(&all, path, 0);
	for (size_t i = all.nr; i > 1; i--)
		if (strstr(all.item[i - 2], text))
			return string_copy(all.item[i - 1]);
	return NULL;
}
