// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds libraries as ld.so(8) does: RUNPATH, the directories of ld.so.conf, the default ones. */
#include "provisioning/machine/elf_file.h"

#include <gelf.h>
#include <glob.h>
#include <string.h>

#define CONF "/etc/ld.so.conf"

static void read_conf(struct string_list *directories, const char *path, int depth);

static void read_conf_line(struct string_list *directories, char *line, int depth)
{
	glob_t found;

	line[strcspn(line, "#\n")] = '\0';
	line += strspn(line, " \t");
	if (*line == '/') {
		string_list_add(directories, "%s", line);
		return;
	}
	if (strncmp(line, "include", 7) || depth > 3)
		return;
	line += 7 + strspn(line + 7, " \t");
	if (glob(line, 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		read_conf(directories, found.gl_pathv[i], depth + 1);
	globfree(&found);
}

static void read_conf(struct string_list *directories, const char *path, int depth)
{
	guarded(file) FILE *f = fopen(path, "re");
	guarded(free) char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0)
		read_conf_line(directories, line, depth);
}

static const struct string_list *system_directories(void)
{
	static struct string_list directories;

	if (!directories.nr) {
		read_conf(&directories, CONF, 0);
		string_list_split(&directories,
				  "/lib64 /usr/lib64 /lib/x86_64-linux-gnu "
				  "/usr/lib/x86_64-linux-gnu /lib /usr/lib", " ");
	}
	return &directories;
}

/* a 32-bit library of the same name is passed over */
static bool is_ours(const char *path)
{
	unsigned char ident[EI_NIDENT] = "";
	guarded(file) FILE *f = fopen(path, "re");

	return f && fread(ident, sizeof(ident), 1, f) == 1 && !memcmp(ident, ELFMAG, SELFMAG) &&
	       ident[EI_CLASS] == ELFCLASS64;
}

static char *find_in(const struct string_list *directories, const char *soname)
{
	for (size_t i = 0; i < directories->nr; i++) {
		char *path = string_format("%s/%s", directories->item[i], soname);

		if (is_ours(path))
			return path;
		free(path);
	}
	return NULL;
}

static bool have_soname(const struct string_list *libraries, const char *soname)
{
	for (size_t i = 0; i < libraries->nr; i++)
		if (!strcmp(strrchr(libraries->item[i], '/') + 1, soname))
			return true;
	return false;
}

static struct error *add_needed(const struct elf_dynamic *dynamic, const char *user,
				struct string_list *libraries)
{
	for (size_t i = 0; i < dynamic->needed.nr; i++) {
		const char *soname = dynamic->needed.item[i];
		guarded(free) char *path = NULL;

		if (have_soname(libraries, soname))
			continue;
		path = find_in(&dynamic->runpath, soname);
		if (!path)
			path = find_in(system_directories(), soname);
		if (!path)
			return error_create(ERROR_MISSING, "%s needs %s, which is not installed",
					    user, soname);
		string_list_add(libraries, "%s", path);
	}
	return NULL;
}

struct error *elf_libraries(const char *program, char **interpreter, struct string_list *libraries)
{
	struct elf_dynamic dynamic guarded(elf_dynamic) = { 0 };
	size_t next = libraries->nr;
	struct error *err;

	*interpreter = NULL;
	err = elf_read_dynamic(&dynamic, program);
	if (!err)
		err = add_needed(&dynamic, program, libraries);
	*interpreter = take(dynamic.interpreter);
	/* the list grows while it is walked */
	for (; !err && next < libraries->nr; next++) {
		struct elf_dynamic library guarded(elf_dynamic) = { 0 };
		guarded(free) char *path = string_copy(libraries->item[next]);

		err = elf_read_dynamic(&library, path);
		if (!err)
			err = add_needed(&library, path, libraries);
	}
	return err;
}

char *elf_find_library(const char *soname)
{
	return find_in(system_directories(), soname);
}
