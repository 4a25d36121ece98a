/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /sys and /proc, or of a tree that was recorded from them: what is asked before anything is
 * touched can be tested against machines that nobody has.
 */
#ifndef NORMALPAGE_PMEM_SYSFS_H
#define NORMALPAGE_PMEM_SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/error.h"

/**
 * sysfs_watch - remember from here on what is there and cannot be read
 *
 * Without it what cannot be read is as good as not there: for a guard that is the wrong way around.
 */
void sysfs_watch(void);

/** sysfs_watched - an error if something that is there could not be read since sysfs_watch() */
error_check struct error *sysfs_watched(void);

/** sysfs_failed - @path could not be read, for @errnum; of what is not there (any more) nothing is kept */
void sysfs_failed(const char *path, int errnum);

/**
 * sysfs_read - first line of a file, without the newline; NULL if it cannot be read
 * @root: "" or the directory of a recorded tree; "/sys/..." is found below it
 *
 * The caller frees.
 */
__attribute__((format(printf, 2, 3))) char *sysfs_read(const char *root, const char *fmt, ...);

/** sysfs_number - a file's number (decimal, or 0x...), 0 if there is none */
__attribute__((format(printf, 2, 3))) unsigned long long sysfs_number(const char *root,
								      const char *fmt, ...);

/** sysfs_link_name - last part of where a symbolic link points; NULL if it is none. The caller frees */
__attribute__((format(printf, 2, 3))) char *sysfs_link_name(const char *root, const char *fmt, ...);

/** sysfs_exists - whether the file or directory is there */
__attribute__((format(printf, 2, 3))) bool sysfs_exists(const char *root, const char *fmt, ...);

/**
 * sysfs_entries - names in a directory that begin with @prefix, sorted; ended by NULL
 *
 * A directory that is not there is empty. Free with sysfs_entries_free().
 */
char **sysfs_entries(const char *root, const char *dir, const char *prefix);
void sysfs_entries_free(char **names);

/** sysfs_entries_add - append a name to @nr of them; what it returns takes the place of @names */
char **sysfs_entries_add(char **names, size_t nr, const char *name);

/** sysfs_path_is_name - a word from the user that can be a name in /sys: no slash, no dot in front */
bool sysfs_path_is_name(const char *word);

#endif
