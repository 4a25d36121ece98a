// SPDX-License-Identifier: GPL-2.0-or-later
/* Where journals are: a directory that nobody else can write to, and those of runs in it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <uuid/uuid.h>

#include "lib/base/owned_string.h"
#include "provisioning/journal/private.h"

/* tries of 50 ms: the children of a process that was killed end a little later */
#define LOCK_TRIES 60

static char *join(const char *dir, const char *rest)
{
	char *path;

	path = string_format("%s%s", dir, rest);
	return path;
}

char *journal_directory(unsigned int next)
{
	static const char *const system[] = { "/var/lib", "/run" };
	const char *env = getenv("NORMALPAGE_JOURNAL"), *home;

	if (env && *env)
		return next ? NULL : join(env, "");
	if (!geteuid())
		return next < 2 ? join(system[next], "/normalpage/journal") : NULL;
	home = getenv("XDG_STATE_HOME");
	if (next)
		return NULL;
	if (home && *home == '/')
		return join(home, "/normalpage/journal");
	home = getenv("HOME");
	return home && *home == '/' ? join(home, "/.local/state/normalpage/journal") : NULL;
}

static struct error *make_parents(const char *path)
{
	guarded(free) char *copy = string_copy(path);

	if (!copy)
		abort();
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0755) && errno != EEXIST)
			return error_errno(errno, "%s", copy);
		*slash = '/';
	}
	if (mkdir(copy, 0700) && errno != EEXIST)
		return error_errno(errno, "%s", copy);
	return NULL;
}

struct error *journal_open_directory(const char *path, bool make, int *fd)
{
	struct error *err = make ? make_parents(path) : NULL;
	guarded(fd) int dir = -1;
	struct stat st;

	if (err)
		return err;
	dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0 || fstat(dir, &st))
		return error_errno(errno, "journal %s", path);
	if (st.st_uid != geteuid() || st.st_mode & (S_IWGRP | S_IWOTH))
		return error_create(ERROR_SYSTEM, "journal %s can be written by others: it is not "
				    "trusted (chown and chmod 0700, or move it away)", path);
	if (make && faccessat(dir, ".", W_OK, AT_EACCESS))
		return error_errno(errno, "journal %s", path);
	*fd = take_fd(dir);
	return NULL;
}

/* a run's directory is made and locked, or removed, by one at a time */
static struct error *lock_parent(int parent)
{
	while (flock(parent, LOCK_EX))
		if (errno != EINTR)
			return error_errno(errno, "locking the journal");
	return NULL;
}

struct error *run_create(int parent, int *fd, char **name)
{
	char text[UUID_STR_LEN];
	struct error *err = lock_parent(parent);
	guarded(fd) int run = -1;
	uuid_t uuid;

	if (err)
		return err;
	uuid_generate(uuid);
	uuid_unparse_lower(uuid, text);
	if (!mkdirat(parent, text, 0700))
		run = openat(parent, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (run < 0 || flock(run, LOCK_EX | LOCK_NB) || fsync(parent))
		err = error_errno(errno, "journal %s", text);
	if (err)
		unlinkat(parent, text, AT_REMOVEDIR);
	flock(parent, LOCK_UN);
	if (err)
		return err;
	*name = join(text, "");
	*fd = take_fd(run);
	return NULL;
}

struct error *run_lock(int parent, const char *name, int *fd)
{
	guarded(fd) int run = openat(parent, name,
				     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*fd = -1;
	if (run < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ?
			NULL : error_errno(errno, "journal %s", name);
	for (int try = 0; try < LOCK_TRIES; try++) {
		if (!flock(run, LOCK_EX | LOCK_NB)) {
			*fd = take_fd(run);
			return NULL;
		}
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_errno(errno, "locking journal %s", name);
		poll(NULL, 0, 50);
	}
	return NULL;
}

void run_remove(int parent, const char *name)
{
	guarded(error) struct error *err = lock_parent(parent);

	unlinkat(parent, name, AT_REMOVEDIR);
	if (!err)
		flock(parent, LOCK_UN);
}
