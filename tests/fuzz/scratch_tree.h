/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory in memory for what is read by path; it is gone with the fuzzer. */
#ifndef NORMALPAGE_FUZZ_SCRATCH_TREE_H
#define NORMALPAGE_FUZZ_SCRATCH_TREE_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/full_write.h"

static inline int scratch_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static inline const char *scratch_tree(void);

static inline void scratch_clean(void)
{
	nftw(scratch_tree(), scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/** scratch_tree - its path: a new directory below /dev/shm */
static inline const char *scratch_tree(void)
{
	static char path[] = "/dev/shm/fuzz-XXXXXX";

	static bool made;

	if (!made) {
		made = true;
		if (!mkdtemp(path) || atexit(scratch_clean))
			_exit(1);
	}
	return path;
}

/** scratch_parents - make the directories above @name in the tree */
static inline void scratch_parents(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s", scratch_tree(), name);
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0700) && errno != EEXIST)
			_exit(1);
		*slash = '/';
	}
}

/** scratch_file - a file of the tree as a whole */
static inline void scratch_file(const char *name, const uint8_t *data, size_t size)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s%s", scratch_tree(), name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || !full_write(fd, data, size))
		_exit(1);
	close(fd);
}

/** scratch_drop - the file is gone again */
static inline void scratch_drop(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s", scratch_tree(), name);
	unlink(path);
}

#endif
