// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds libraries as ld.so(8) does: RUNPATH, the directories of ld.so.conf, the default ones. */
#include "lib/base/owned_string.h"
#include "provisioning/machine/file/elf_file.h"

#include <gelf.h>
#include <string.h>

#include "provisioning/machine/file/ld_so_conf.h"

static const struct string_list *system_directories(void)
{
	static struct string_list directories;

	if (!directories.nr) {
		ld_so_conf_read(&directories, "/etc/ld.so.conf");
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

/* a soname may have directories: "./liba.so", of a library that was linked by its path */
static bool is_found_as(const char *path, const char *soname)
{
	size_t length = strlen(path), last = strlen(soname);

	return length > last && path[length - last - 1] == '/' &&
	       !strcmp(path + length - last, soname);
}

static bool have_soname(const struct string_list *libraries, const char *soname)
{
	for (size_t i = 0; i < libraries->nr; i++)
		if (is_found_as(libraries->item[i], soname))
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
