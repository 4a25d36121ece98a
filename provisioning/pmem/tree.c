// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/tree.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"

struct error *tree_finish(struct tree *tree)
{
	struct error *err;

	if (!*tree->failure)
		return NULL;
	err = error_create(ERROR_SYSTEM, "%s: what cannot be looked at is not touched", tree->failure);
	*tree->failure = '\0';
	return err;
}

void tree_doubted(struct tree *tree, const char *what)
{
	if (!*tree->failure)
		snprintf(tree->failure, sizeof(tree->failure), "%s", what);
}

void tree_failed(struct tree *tree, const char *path, int errnum)
{
	/* a process that ends meanwhile has nothing open */
	if (*tree->failure || errnum == ENOENT || errnum == ENOTDIR || errnum == ESRCH)
		return;
	snprintf(tree->failure, sizeof(tree->failure), "%s cannot be read (%s)", path, strerror(errnum));
}

bool tree_is_recorded(const struct tree *tree)
{
	return *tree->root;
}

static char *path_of(const struct tree *tree, const char *fmt, va_list ap)
{
	guarded(free) char *rest = string_vformat(fmt, ap);

	return string_format("%s%s", tree->root, rest);
}

static char *read_line(struct tree *tree, const char *path)
{
	guarded(file) FILE *f = regular_file_stream(path);
	char *line = NULL;
	size_t size = 0;

	if (!f) {
		tree_failed(tree, path, errno);
		return NULL;
	}
	if (getline(&line, &size, f) < 0) {
		free(line);
		/* an attribute may be empty, which is not the same as not being there */
		if (!ferror(f))
			return string_copy("");
		tree_failed(tree, path, errno);
		return NULL;
	}
	size = strcspn(line, "\n");
	/* the kernel ends some lists with a blank */
	while (size && line[size - 1] == ' ')
		size--;
	line[size] = '\0';
	return line;
}

char *tree_read(struct tree *tree, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	va_list ap;

	va_start(ap, fmt);
	path = path_of(tree, fmt, ap);
	va_end(ap);
	return read_line(tree, path);
}

unsigned long long tree_number(struct tree *tree, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	guarded(free) char *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	path = path_of(tree, fmt, ap);
	va_end(ap);
	line = read_line(tree, path);
	return line ? strtoull(line, NULL, 0) : 0;
}

bool tree_device(struct tree *tree, dev_t *number, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	guarded(free) char *line = NULL;
	unsigned int devmajor, devminor;
	va_list ap;

	va_start(ap, fmt);
	path = path_of(tree, fmt, ap);
	va_end(ap);
	line = read_line(tree, path);
	if (!line || sscanf(line, "%u:%u", &devmajor, &devminor) != 2)
		return false;
	*number = makedev(devmajor, devminor);
	return true;
}

char *tree_link_name(struct tree *tree, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	char target[4096];
	va_list ap;
	ssize_t n;

	va_start(ap, fmt);
	path = path_of(tree, fmt, ap);
	va_end(ap);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0) {
		tree_failed(tree, path, errno);
		return NULL;
	}
	target[n] = '\0';
	return string_copy(strrchr(target, '/') ? strrchr(target, '/') + 1 : target);
}

bool tree_exists(struct tree *tree, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	va_list ap;

	va_start(ap, fmt);
	path = path_of(tree, fmt, ap);
	va_end(ap);
	if (!access(path, F_OK))
		return true;
	tree_failed(tree, path, errno);
	return false;
}

static int by_version(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static struct dirent *next_entry(struct tree *tree, DIR *d, const char *path)
{
	struct dirent *entry;

	errno = 0;
	entry = readdir(d);
	if (!entry && errno)
		tree_failed(tree, path, errno);
	return entry;
}

struct string_list tree_entries(struct tree *tree, const char *dir, const char *prefix)
{
	guarded(free) char *path = string_format("%s%s", tree->root, dir);
	guarded(dir) DIR *d = NULL;
	struct string_list names = { 0 };
	struct dirent *entry;

	d = opendir(path);
	if (!d)
		tree_failed(tree, path, errno);
	while (d && (entry = next_entry(tree, d, path))) {
		if (entry->d_name[0] == '.' || strncmp(entry->d_name, prefix, strlen(prefix)))
			continue;
		string_list_add(&names, "%s", entry->d_name);
	}
	if (names.nr)
		qsort(names.item, names.nr, sizeof(*names.item), by_version);
	return names;
}

bool tree_path_is_name(const char *word)
{
	if (!isalnum((unsigned char)*word))
		return false;
	for (; *word; word++)
		if (!isalnum((unsigned char)*word) && *word != '.' && *word != '_' && *word != '-')
			return false;
	return true;
}
