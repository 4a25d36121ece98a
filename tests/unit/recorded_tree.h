/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For unit tests: a tree of /sys and /proc as it would be recorded from a machine. To be included behind cmocka.h. */
#ifndef NORMALPAGE_UNIT_RECORDED_TREE_H
#define NORMALPAGE_UNIT_RECORDED_TREE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static inline int make_root(const char *test)
{
	snprintf(root, sizeof(root), "/tmp/%s-XXXXXX", test);
	return mkdtemp(root) ? 0 : -1;
}

static inline int remove_root(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static inline void make_parents(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

/** put - a file with a text, and a newline behind it */
static inline void put(const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", root, name);
	make_parents(path);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%s\n", text);
	fclose(f);
}

static inline void put_link(const char *name, const char *target)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s", root, name);
	make_parents(path);
	unlink(path);
	assert_int_equal(symlink(target, path), 0);
}

static inline void put_dir(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s/", root, name);
	make_parents(path);
}

static inline void drop(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s", root, name);
	assert_int_equal(remove(path), 0);
}

#endif
