/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /sys and /proc, or of a tree that was recorded from them: what is asked before anything is
 * touched can be tested against machines that nobody has.
 */
#ifndef NORMALPAGE_PMEM_TREE_H
#define NORMALPAGE_PMEM_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * struct tree - a tree that questions are asked of, and the first of them that it could not answer
 * @root: "" for this machine, or the directory of a recorded tree; "/sys/..." is found below it
 * @failure: what could not be looked at, and why; "" if all could. Private
 *
 * What is not there is an answer. What is there and cannot be read is none: a guard ends with
 * tree_finish(), so that it never takes the one for the other.
 */
struct tree {
	const char *root;
	char failure[512];
};

/** TREE_HERE - this machine's, for what only shows: failures are as good as files that are not there */
#define TREE_HERE (&(struct tree){ .root = "" })

/** tree_finish - an error if something that is there could not be looked at. The tree can be asked again */
error_check struct error *tree_finish(struct tree *tree);

/** tree_failed - @path could not be read, for @errnum; of what is not there (any more) nothing is kept */
void tree_failed(struct tree *tree, const char *path, int errnum);

/** tree_doubted - something is there that could not be looked at, in words: "a ring of process 7 ..." */
void tree_doubted(struct tree *tree, const char *what);

/** tree_is_recorded - its devices and processes are not this machine's: they cannot be opened */
bool tree_is_recorded(const struct tree *tree);

/**
 * tree_read - first line of a file, without the newline; NULL if it cannot be read
 *
 * The caller frees.
 */
__attribute__((format(printf, 2, 3))) char *tree_read(struct tree *tree, const char *fmt, ...);

/** tree_number - a file's number (decimal, or 0x...), 0 if there is none */
__attribute__((format(printf, 2, 3))) unsigned long long tree_number(struct tree *tree, const char *fmt, ...);

/** tree_device - a file's device number ("259:0"); false if it holds none */
__attribute__((format(printf, 3, 4))) bool tree_device(struct tree *tree, dev_t *number, const char *fmt, ...);

/** tree_link_name - last part of where a symbolic link points; NULL if it is none. The caller frees */
__attribute__((format(printf, 2, 3))) char *tree_link_name(struct tree *tree, const char *fmt, ...);

/** tree_exists - whether the file or directory is there */
__attribute__((format(printf, 2, 3))) bool tree_exists(struct tree *tree, const char *fmt, ...);

/**
 * tree_entries - names in a directory that begin with @prefix, sorted; the caller clears
 *
 * A directory that is not there is empty.
 */
struct string_list tree_entries(struct tree *tree, const char *dir, const char *prefix);

/** tree_path_is_name - a word from the user that can be a name in /sys: no slash, no dot in front */
bool tree_path_is_name(const char *word);

#endif
