// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/journal/machine_lock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

/* tries of 50 ms */
#define TRIES 60

static const char *file = MACHINE_LOCK;
static int held = -1;
static bool waited;

/* other users could keep it locked, or have put a foreign file in its place */
static struct error *check_file(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return error_errno(errno, "%s", file);
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || st.st_nlink != 1 || st.st_mode & 077)
		return error_create(ERROR_SYSTEM, "%s is not a file of root's alone: it is not trusted (remove it)",
				    file);
	return NULL;
}

/* @fd is -1 if it is not there and not to be made */
static struct error *open_file(int flags, int *fd)
{
	struct error *err;

	*fd = open(file, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags, 0600);
	if (*fd < 0 && errno == ENOENT && !(flags & O_CREAT))
		return NULL;
	if (*fd < 0 && errno == ELOOP)
		return error_create(ERROR_SYSTEM, "%s is a symbolic link: it is not trusted (remove it)", file);
	if (*fd < 0)
		return error_errno(errno, "the lock that keeps two programs apart, %s", file);
	err = check_file(*fd);
	if (err)
		cleanup_fd(fd);
	return err;
}

/* as the holder has written it, which may be doing so just now */
static struct error *is_held(int fd)
{
	char who[64] = "another program";
	ssize_t n = pread(fd, who, sizeof(who) - 1, 0);

	if (n > 0)
		who[n] = '\0';
	for (char *c = who; *c; c++)
		if (!isprint((unsigned char)*c))
			*c = '\0';
	return error_create(ERROR_SYSTEM, "%s is running, and two at once would undo each other's probes and settings: "
			    "wait until it has ended", who);
}

/* of the open file, and so of the children that have it from us, too */
static bool lock(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return !fcntl(fd, F_OFD_SETLK, &whole);
}

static struct error *wait_for(int fd)
{
	for (int i = waited ? TRIES : 0; !lock(fd); i++) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return error_errno(errno, "locking %s", file);
		if (i >= TRIES) {
			waited = true;
			return is_held(fd);
		}
		poll(NULL, 0, 50);
	}
	return NULL;
}

struct error *machine_lock_take(void)
{
	guarded(fd) int fd = -1;
	struct error *err;

	if (held >= 0 || geteuid())
		return NULL;
	err = open_file(O_CREAT, &fd);
	if (!err)
		err = wait_for(fd);
	if (err)
		return err;
	/* who it was is for messages alone */
	if (!ftruncate(fd, 0))
		dprintf(fd, "%s (process %d)\n", program_invocation_short_name, getpid());
	held = take_fd(fd);
	return NULL;
}

struct error *machine_lock_look(void)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	guarded(fd) int fd = -1;
	struct error *err;

	if (held >= 0 || geteuid())
		return NULL;
	err = open_file(0, &fd);
	if (err || fd < 0)
		return err;
	if (fcntl(fd, F_OFD_GETLK, &whole))
		return error_errno(errno, "locking %s", file);
	return whole.l_type == F_UNLCK ? NULL : is_held(fd);
}

void machine_lock_use(const char *path)
{
	cleanup_fd(&held);
	held = -1;
	waited = false;
	file = path;
}
