// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/sysfs.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"

/* the first thing that could not be read */
static struct {
	int errnum;
	char path[256];
} failure;

void sysfs_watch(void)
{
	failure.errnum = 0;
}

struct error *sysfs_watched(void)
{
	if (!failure.errnum)
		return NULL;
	return error_create(ERROR_SYSTEM, "%s cannot be read (%s): what cannot be looked at is not "
			    "touched", failure.path, strerror(failure.errnum));
}

void sysfs_failed(const char *path, int errnum)
{
	/* a process that ends meanwhile has nothing open */
	if (failure.errnum || errnum == ENOENT || errnum == ENOTDIR || errnum == ESRCH)
		return;
	failure.errnum = errnum;
	snprintf(failure.path, sizeof(failure.path), "%s", path);
}

static char *path_of(const char *root, const char *fmt, va_list ap)
{
	guarded(free) char *rest = NULL;
	char *path;

	if (vasprintf(&rest, fmt, ap) < 0 || asprintf(&path, "%s%s", root, rest) < 0)
		abort();
	return path;
}

static char *read_line(const char *path)
{
	guarded(file) FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (!f) {
		sysfs_failed(path, errno);
		return NULL;
	}
	if (getline(&line, &size, f) < 0) {
		free(line);
		/* an attribute may be empty, which is not the same as not being there */
		if (!ferror(f))
			return strdup("");
		sysfs_failed(path, errno);
		return NULL;
	}
	size = strcspn(line, "\n");
	/* the kernel ends some lists with a blank */
	while (size && line[size - 1] == ' ')
		size--;
	line[size] = '\0';
	return line;
}

char *sysfs_read(const char *root, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	va_list ap;

	va_start(ap, fmt);
	path = path_of(root, fmt, ap);
	va_end(ap);
	return read_line(path);
}

unsigned long long sysfs_number(const char *root, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	guarded(free) char *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	path = path_of(root, fmt, ap);
	va_end(ap);
	line = read_line(path);
	return line ? strtoull(line, NULL, 0) : 0;
}

char *sysfs_link_name(const char *root, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	char target[4096];
	va_list ap;
	ssize_t n;

	va_start(ap, fmt);
	path = path_of(root, fmt, ap);
	va_end(ap);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0) {
		sysfs_failed(path, errno);
		return NULL;
	}
	target[n] = '\0';
	return strdup(strrchr(target, '/') ? strrchr(target, '/') + 1 : target);
}

bool sysfs_exists(const char *root, const char *fmt, ...)
{
	guarded(free) char *path = NULL;
	va_list ap;

	va_start(ap, fmt);
	path = path_of(root, fmt, ap);
	va_end(ap);
	if (!access(path, F_OK))
		return true;
	sysfs_failed(path, errno);
	return false;
}

char **sysfs_entries_add(char **names, size_t nr, const char *name)
{
	char **longer = reallocarray(names, nr + 2, sizeof(*names));

	if (!longer)
		abort();
	longer[nr] = strdup(name);
	longer[nr + 1] = NULL;
	if (!longer[nr])
		abort();
	return longer;
}

static int by_version(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static struct dirent *next_entry(DIR *d, const char *path)
{
	struct dirent *entry;

	errno = 0;
	entry = readdir(d);
	if (!entry && errno)
		sysfs_failed(path, errno);
	return entry;
}

char **sysfs_entries(const char *root, const char *dir, const char *prefix)
{
	guarded(free) char *path = NULL;
	guarded(dir) DIR *d = NULL;
	char **names = calloc(1, sizeof(*names));
	struct dirent *entry;
	size_t nr = 0;

	if (!names || asprintf(&path, "%s%s", root, dir) < 0)
		abort();
	d = opendir(path);
	if (!d)
		sysfs_failed(path, errno);
	while (d && (entry = next_entry(d, path))) {
		if (entry->d_name[0] == '.' || strncmp(entry->d_name, prefix, strlen(prefix)))
			continue;
		names = sysfs_entries_add(names, nr++, entry->d_name);
	}
	qsort(names, nr, sizeof(*names), by_version);
	return names;
}

void sysfs_entries_free(char **names)
{
	for (char **name = names; name && *name; name++)
		free(*name);
	free(names);
}

bool sysfs_path_is_name(const char *word)
{
	if (!isalnum((unsigned char)*word))
		return false;
	for (; *word; word++)
		if (!isalnum((unsigned char)*word) && *word != '.' && *word != '_' && *word != '-')
			return false;
	return true;
}
