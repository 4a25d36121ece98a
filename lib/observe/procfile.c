// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/procfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/full_lines.h"

#define LINE_MAX_LEN (4 * PATH_MAX + 512)	/* a mapping and its path, each byte of it escaped */

static char buf[LINE_MAX_LEN];

void procfile_prefault(void)
{
	memset(buf, 0, sizeof(buf));
}

static int open_file(const char *name, pid_t pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* the other process whose files are kept; sessions are counted from 1 on: 0 is asking about oneself */
static pid_t kept;
static unsigned int session = 1;

void procfile_keep(pid_t pid)
{
	kept = pid;
	session++;
}

int procfile_fd(struct procfile *file, pid_t pid)
{
	bool self = pid == getpid();
	unsigned int now = self ? 0 : session;

	if (pid && file->owner == pid && file->session == now)
		return file->fd;
	if (file->fd >= 0)
		close(file->fd);
	file->fd = open_file(file->name, pid);
	file->owner = file->fd >= 0 && (self || pid == kept) ? pid : 0;
	file->session = now;
	return file->fd;
}

int procfile_lines(struct procfile *file, pid_t pid, size_t chunk,
		   bool (*line)(void *data, char *text), void *data)
{
	size_t len = 0;
	off_t offset = 0;
	int fd;

	fd = procfile_fd(file, pid);
	if (fd < 0)
		return fd;
	for (;;) {
		size_t room = sizeof(buf) - len;
		ssize_t n = pread(fd, buf + len, chunk < room ? chunk : room, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return 0;
		offset += n;
		len += (size_t)n;
		if (!full_lines(buf, &len, line, data))
			return 0;
		if (len == sizeof(buf))
			return -E2BIG;
	}
}

struct error *procfile_available(const struct procfile *file, const char *option)
{
	int fd = open_file(file->name, getpid());

	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	if (fd == -ENOENT)
		return error_create(ERROR_UNTESTABLE, "no /proc/PID/%s: kernel without %s",
				    file->name, option);
	return error_create(ERROR_UNTESTABLE, "cannot open /proc/PID/%s: %s", file->name,
			    strerror(-fd));
}
