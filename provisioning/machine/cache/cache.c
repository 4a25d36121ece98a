// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/owned_string.h"
#include "provisioning/journal/boot.h"
#include "provisioning/machine/cache/digest.h"

#define STAGED ".partial-"

/* seconds for which one that was used is kept: it may be wanted again soon */
#define IN_USE 3600

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

static struct error *root_path(char **path)
{
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (xdg && *xdg == '/')
		*path = string_format("%s/normalpage", xdg);
	else if (home && *home == '/')
		*path = string_format("%s/.cache/normalpage", home);
	else
		return error_create(ERROR_SYSTEM, "no cache directory: set HOME or XDG_CACHE_HOME");
	return NULL;
}

struct error *cache_root(char **path)
{
	guarded(free) char *plain = NULL;
	struct error *err = root_path(&plain);

	*path = err ? NULL : realpath(plain, NULL);
	if (err || *path || errno == ENOENT)
		return err;
	return error_errno(errno, "cache: %s", plain);
}

struct error *cache_directory(char **path, const char *below)
{
	guarded(free) char *root = NULL;
	guarded(free) char *plain = NULL;
	struct error *err = root_path(&root);

	if (err)
		return err;
	plain = string_format("%s/%s", root, below);
	err = directory_make(plain);
	/* libarchive unpacks below no symbolic link, as ~/.cache may be one, and no ".." */
	*path = err ? NULL : realpath(plain, NULL);
	if (!err && !*path)
		err = error_errno(errno, "%s", plain);
	return error_context(err, "cache");
}

/* a process of another machine or container that shares the cache is no process here */
static unsigned int namespace_digest(void)
{
	char boot[BOOT_ID_SIZE], pids[64] = "";
	uint64_t digest;

	boot_id(boot);
	if (readlink("/proc/self/ns/pid", pids, sizeof(pids) - 1) < 0)
		pids[0] = '\0';
	digest = digest_add_string(digest_add_string(DIGEST_START, boot), pids);
	return (unsigned int)(digest ^ digest >> 32);
}

/* seconds that it gets where it cannot be seen whether it lives */
#define UNSEEN 3600

enum staged_state cache_staged_state(const char *path)
{
	const char *end = strrchr(path, '.');
	unsigned int serial, namespace = 0;
	struct stat st;
	int pid;

	if (!end || strchr(end, '/') || strncmp(end, STAGED, strlen(STAGED)) ||
	    sscanf(end + strlen(STAGED), "%d-%u-%x", &pid, &serial, &namespace) < 2)
		return STAGED_NOT;
	if (!kill(pid, 0) || errno != ESRCH || lstat(path, &st))
		return STAGED_ALIVE;
	if (namespace == namespace_digest() || time(NULL) - st.st_ctim.tv_sec > UNSEEN)
		return STAGED_DEAD;
	return STAGED_ALIVE;
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

		if (cache_staged_state(path) == STAGED_DEAD)
			cache_discard(path);
	}
}

static char *staged_name(const char *final)
{
	static unsigned int serial;

	return string_format("%s" STAGED "%d-%u-%08x", final, getpid(), serial++, namespace_digest());
}

char *cache_stage(const char *final)
{
	remove_leftovers(final);
	return staged_name(final);
}

struct error *cache_commit(const char *staged, const char *final)
{
	guarded(free) char *old = NULL;
	int errnum;

	/* from the moment on at which it has its name */
	cache_use(staged);
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

int cache_remove(const char *path)
{
	guarded(free) char *inputs = string_format("%s.inputs", path);
	guarded(free) char *away = staged_name(path);
	guarded(fd) int fd = cache_claim(path);

	if (fd < 0)
		return fd;
	/* who comes now finds none, and not a half of one */
	if (rename(path, away))
		return -errno;
	cache_discard(inputs);
	cache_discard(away);
	return access(away, F_OK) ? 0 : -EIO;
}

static bool is_used(const char *path)
{
	guarded(fd) int fd = cache_claim(path);

	return fd < 0;
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
		    time(NULL) - st.st_atim.tv_sec < IN_USE || is_used(path))
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
	/* one that stays would be the oldest each time */
	if (nr > keep && oldest && cache_remove(oldest))
		return 0;
	return nr;
}

void cache_prune(const char *directory, const char *suffix, unsigned int keep)
{
	while (prune_oldest(directory, suffix, keep) > keep + 1)
		;
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
