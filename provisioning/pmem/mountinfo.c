// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/mountinfo.h"

#include <string.h>

static bool is_octal(const char *text)
{
	return text[0] == '\\' && text[1] >= '0' && text[1] <= '3' && text[2] >= '0' && text[2] <= '7' &&
	       text[3] >= '0' && text[3] <= '7';
}

/* fs/seq_file.c mangle_path(): what would separate words is "\040" and the like */
void mountinfo_decode(char *text)
{
	char *to = text;

	for (; *text; to++) {
		if (is_octal(text)) {
			*to = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
			text += 4;
		} else {
			*to = *text++;
		}
	}
	*to = '\0';
}

/* "" at the end of the line */
static char *next(char **at)
{
	char *word = *at + strspn(*at, " \n");

	*at = word + strcspn(word, " \n");
	if (**at)
		*(*at)++ = '\0';
	return word;
}

/* "36 35 98:0 / /mnt rw,noatime shared:1 - ext4 /dev/pmem0 rw,dax=always" */
void mountinfo_parse(char *line, struct mountinfo *mount)
{
	char *rest = strstr(line, " - "), *second = rest ? rest + strlen(" - ") : line + strlen(line);

	if (rest)
		*rest = '\0';
	next(&line);
	next(&line);
	mount->device_number = next(&line);
	next(&line);
	mount->point = next(&line);
	mount->options = next(&line);
	mountinfo_decode(mount->point);
	mount->type = next(&second);
	mount->source = next(&second);
	mount->super_options = next(&second);
}

bool mountinfo_has(const char *options, const char *option)
{
	size_t length = strlen(option);

	for (const char *at = options; *at; at += *at == ',') {
		size_t size = strcspn(at, ",");

		if (size == length && !strncmp(at, option, length))
			return true;
		at += size;
	}
	return false;
}
