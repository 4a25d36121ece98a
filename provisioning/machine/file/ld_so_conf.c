// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/file/ld_so_conf.h"

#include <glob.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"

#define BLANKS " \t\r\n"

/** struct conf - @files: those that were read, or are being read */
struct conf {
	struct string_list *directories;
	struct string_list files;
};

static void read_file(struct conf *conf, const char *path);

/* a relative pattern is one beside the file that has it */
static void include(struct conf *conf, const char *pattern, const char *file)
{
	const char *slash = *pattern == '/' ? NULL : strrchr(file, '/');
	guarded(free) char *full = string_format("%.*s%s", slash ? (int)(slash + 1 - file) : 0, file,
						 pattern);
	glob_t found;

	if (glob(full, 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		read_file(conf, found.gl_pathv[i]);
	globfree(&found);
}

static void take_line(struct conf *conf, char *line, const char *file)
{
	static const char word[] = "include";
	char *end;

	line[strcspn(line, "#")] = '\0';
	line += strspn(line, BLANKS);
	for (end = line + strlen(line); end > line && strchr(BLANKS, end[-1]); end--)
		;
	*end = '\0';
	if (*line == '/')
		string_list_add(conf->directories, "%s", line);
	else if (!strncmp(line, word, strlen(word)) && strchr(" \t", line[strlen(word)]))
		include(conf, line + strlen(word) + strspn(line + strlen(word), BLANKS), file);
}

/* no device and no pipe: their end may never come */
static bool is_new_file(const struct conf *conf, const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !string_list_has(&conf->files, path);
}

static void read_file(struct conf *conf, const char *path)
{
	guarded(file) FILE *f = is_new_file(conf, path) ? fopen(path, "re") : NULL;
	guarded(free) char *line = NULL;
	size_t size = 0;

	if (f)
		string_list_add(&conf->files, "%s", path);
	while (f && getline(&line, &size, f) > 0)
		take_line(conf, line, path);
}

void ld_so_conf_read(struct string_list *directories, const char *path)
{
	struct conf conf = { .directories = directories };

	read_file(&conf, path);
	string_list_clear(&conf.files);
}
