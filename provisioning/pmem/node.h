/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device that users are looked for of, and what a look could not tell. */
#ifndef NORMALPAGE_PMEM_NODE_H
#define NORMALPAGE_PMEM_NODE_H

#include <stdbool.h>
#include <sys/stat.h>

/**
 * struct node - a device
 * @kind: S_IFBLK or S_IFCHR
 * @number: its number
 * @name: the kernel's name for it, "pmem0"
 * @own_fd: this process's descriptor of it, which is no use; -1: it has none
 */
struct node {
	mode_t kind;
	dev_t number;
	const char *name;
	int own_fd;
};

/** struct doubt - the first place in which a device may be in use without being seen; "": none */
struct doubt {
	char text[256];
};

/** enum node_match - whether a path is a device */
enum node_match {
	NODE_IS,
	NODE_IS_NOT,
	NODE_UNKNOWN,
};

/** node_is - what was looked at is the device */
bool node_is(const struct stat *st, const struct node *node);

/**
 * node_match_path - whether a path leads to the device
 *
 * It may be another mount namespace's: one that leads nowhere here, and has the device's name at its end, is
 * taken for it; with another name nothing is known.
 */
enum node_match node_match_path(const struct node *node, const char *path);

/** doubt_raise - keep a doubt, unless there is one */
__attribute__((format(printf, 2, 3))) void doubt_raise(struct doubt *doubt, const char *fmt, ...);

#endif
