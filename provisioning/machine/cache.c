// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "lib/owned_string.h"
#include "provisioning/machine/string_list.h"

#define STAGED ".partial-"

struct error *directory_make(const char *path)
{
	guarded(free) char *copy = string_copy(path);
	struct stat st;

	for (char *p = copy; *p; p++) {
		if (*p != '/' || p == copy)
			continue;
		*p = '\0';
		mkdir(copy, 0777);
		*p = '/';
	}
	if (mkdir(copy, 0777) && errno != EEXIST)
		return error_errno(errno, "cannot make the directory %s", path);
	if (stat(copy, &st) || !S_ISDIR(st.st_mode))
		return error_create(ERROR_SYSTEM, "%s is no directory", path);
	return NULL;
}

struct error *directory_make_own(const char *path)
{
	struct error *err = directory_make(path);
	guarded(fd) int fd = err ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (err)
		return err;
	if (fd < 0 || fstat(fd, &st))
		return error_errno(errno, "%s", path);
	if (st.st_uid != geteuid())
		return error_create(ERROR_USAGE, "%s belongs to another user, whose links in it would be followed: "
				    "name a directory of your own", path);
	if (st.st_mode & S_IWOTH || (st.st_mode & S_IWGRP && st.st_gid != getegid()))
		return error_create(ERROR_USAGE, "others may write to %s, and their links in it would be followed: "
				    "name a directory below it", path);
	return NULL;
}

struct error *cache_directory(char **path, const char *below)
{
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	struct error *err;
	char *full;

	if (xdg && *xdg == '/')
		*path = string_format("%s/normalpage/%s", xdg, below);
	else if (home && *home == '/')
		*path = string_format("%s/.cache/normalpage/%s", home, below);
	else
		return error_create(ERROR_SYSTEM, "no cache directory: set HOME or XDG_CACHE_HOME");
	err = directory_make(*path);
	/* libarchive unpacks below no symbolic link, as ~/.cache may be one, and no ".." */
	full = err ? NULL : realpath(*path, NULL);
	if (!err && !full)
		err = error_errno(errno, "%s", *path);
	free(*path);
	*path = full;
	return error_context(err, "cache");
}

/* seconds; what another process may still be at work on, or is about to hand to QEMU */
#define IN_USE 3600

/* a process of another machine or container that shares the cache is no process here: it gets its time */
static bool owner_is_gone(const char *name, const char *path)
{
	const char *pid = strstr(name, STAGED);
	struct stat st;

	return pid && kill(atoi(pid + strlen(STAGED)), 0) && errno == ESRCH && !lstat(path, &st) &&
	       time(NULL) - st.st_ctim.tv_sec > IN_USE;
}

static void remove_leftovers(const char *final)
{
	guarded(free) char *directory = string_copy(final);
	struct dirent *entry;
	guarded(dir) DIR *dir = NULL;

	*strrchr(directory, '/') = '\0';
	dir = opendir(directory);
	while (dir && (entry = readdir(dir))) {
		guarded(free) char *path = string_format("%s/%s", directory, entry->d_name);

		if (owner_is_gone(entry->d_name, path))
			cache_discard(path);
	}
}

char *cache_stage(const char *final)
{
	static unsigned int serial;

	remove_leftovers(final);
	return string_format("%s" STAGED "%d-%u", final, getpid(), serial++);
}

struct error *cache_commit(const char *staged, const char *final)
{
	guarded(free) char *old = NULL;
	int errnum;

	if (!rename(staged, final))
		return NULL;
	if (errno == ENOTEMPTY || errno == EEXIST || errno == EISDIR) {
		/* a directory that has content is moved out of the way first */
		old = cache_stage(final);
		if (!rename(final, old) && !rename(staged, final)) {
			cache_discard(old);
			return NULL;
		}
	}
	errnum = errno;
	cache_discard(staged);
	return error_errno(errnum, "cannot write %s", final);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void cache_discard(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* removes the entry that was not used for the longest time; returns how many could go */
static unsigned int prune_oldest(const char *directory, const char *suffix, unsigned int keep)
{
	guarded(dir) DIR *dir = opendir(directory);
	guarded(free) char *oldest = NULL;
	struct timespec age = { 0 };
	struct dirent *entry;
	unsigned int nr = 0;

	while (dir && (entry = readdir(dir))) {
		guarded(free) char *path = string_format("%s/%s", directory, entry->d_name);
		struct stat st;

		if (!string_ends_in(entry->d_name, suffix) || stat(path, &st) ||
		    time(NULL) - st.st_atim.tv_sec < IN_USE)
			continue;
		nr++;
		if (oldest && (st.st_atim.tv_sec > age.tv_sec ||
			       (st.st_atim.tv_sec == age.tv_sec &&
				st.st_atim.tv_nsec >= age.tv_nsec)))
			continue;
		age = st.st_atim;
		free(oldest);
		oldest = take(path);
	}
	if (nr > keep && oldest) {
		guarded(free) char *inputs = string_format("%s.inputs", oldest);

		cache_discard(oldest);
		cache_discard(inputs);
		/* it would be the oldest for ever */
		if (!access(oldest, F_OK))
			return 0;
	}
	return nr;
}

void cache_prune(const char *directory, const char *suffix, unsigned int keep)
{
	while (prune_oldest(directory, suffix, keep) > keep + 1)
		;
}

void cache_touch(const char *path)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } };

	utimensat(AT_FDCWD, path, times, 0);
}

struct error *cache_need_space(const char *directory, uint64_t bytes)
{
	struct statvfs fs;

	if (statvfs(directory, &fs) || (uint64_t)fs.f_bavail * fs.f_frsize >= bytes)
		return NULL;
	return error_create(ERROR_SYSTEM,
			    "no space in the cache %s: %llu MiB needed, %llu MiB free", directory,
			    (unsigned long long)bytes >> 20,
			    ((unsigned long long)fs.f_bavail * fs.f_frsize) >> 20);
}
