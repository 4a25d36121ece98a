// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/regular_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

static bool is_regular(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		errno = ENXIO;
	return S_ISREG(st->st_mode);
}

int regular_file_open(const char *path)
{
	guarded(fd) int fd = -1;
	struct stat st;

	/* first: a device may do things when it is opened */
	if (stat(path, &st) || !is_regular(&st))
		return -1;
	/* and again: another file may be there by now */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || !is_regular(&st))
		return -1;
	return take_fd(fd);
}

FILE *regular_file_stream(const char *path)
{
	guarded(fd) int fd = regular_file_open(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");

	if (f)
		fd = -1;
	return f;
}

struct error *regular_file_error(int errnum, const char *path)
{
	if (errnum == ENXIO)
		return error_create(ERROR_USAGE, "%s is no regular file", path);
	return error_errno(errnum, "cannot read %s", path);
}

struct error *regular_file_check(const char *path)
{
	guarded(fd) int fd = regular_file_open(path);

	return fd < 0 ? regular_file_error(errno, path) : NULL;
}
