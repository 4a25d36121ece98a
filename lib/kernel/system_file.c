// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/system_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/regular_file.h"

bool system_file_line(const char *path, const char *start, char *line, size_t size)
{
	guarded(file) FILE *f = regular_file_stream(path);
	guarded(free) char *text = NULL;
	size_t room = 0;

	line[0] = '\0';
	while (f && getline(&text, &room, f) > 0) {
		if (strncmp(text, start, strlen(start)))
			continue;
		text[strcspn(text, "\n")] = '\0';
		snprintf(line, size, "%s", text);
		return true;
	}
	return false;
}

bool system_file_is(const char *path, const char *text)
{
	char line[256];

	return system_file_line(path, "", line, sizeof(line)) && !strcmp(line, text);
}

bool system_file_has(const char *path, const char *word)
{
	guarded(file) FILE *f = regular_file_stream(path);
	guarded(free) char *text = NULL;
	size_t room = 0;

	while (f && getline(&text, &room, f) > 0)
		if (strstr(text, word))
			return true;
	return false;
}

bool system_file_number(const char *path, unsigned long *value)
{
	guarded(file) FILE *f = regular_file_stream(path);

	return f && fscanf(f, "%lu", value) == 1;
}

/* the kernel takes a setting with one write(2), and answers it */
bool system_file_set_number(const char *path, unsigned long value)
{
	guarded(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && dprintf(fd, "%lu", value) > 0;
}
