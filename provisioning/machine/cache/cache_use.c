// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache/cache_use.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/base/cleanup.h"

/* seconds for which a use counts where there are no locks, as on some network file systems */
#define RECENT 3600

/* what was opened may have been removed, or replaced, before it was locked */
static bool is_still(int fd, const char *path)
{
	struct stat opened, now;

	return !fstat(fd, &opened) && !stat(path, &now) && opened.st_dev == now.st_dev &&
	       opened.st_ino == now.st_ino;
}

static int lock(int fd, int how)
{
	int status;

	do
		status = flock(fd, how);
	while (status && errno == EINTR);
	return status ? -errno : 0;
}

bool cache_use(const char *path)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } };
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	/* who removes it has it for a moment only; without locks the time of access has to do */
	lock(fd, LOCK_SH);
	if (!is_still(fd, path)) {
		close(fd);
		return false;
	}
	futimens(fd, times);
	/* left open: this is the lock */
	return true;
}

static bool is_recent(int fd)
{
	struct stat st;

	return fstat(fd, &st) || time(NULL) - st.st_atim.tv_sec < RECENT;
}

int cache_claim(const char *path)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int status;

	if (fd < 0)
		return -errno;
	status = lock(fd, LOCK_EX | LOCK_NB);
	if (status == -EWOULDBLOCK || (status && is_recent(fd)))
		return -EBUSY;
	return is_still(fd, path) ? take_fd(fd) : -ENOENT;
}
