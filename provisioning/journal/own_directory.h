/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories of our own, in the journal as kind "directory". */
#ifndef NORMALPAGE_JOURNAL_OWN_DIRECTORY_H
#define NORMALPAGE_JOURNAL_OWN_DIRECTORY_H

#include <limits.h>

#include "provisioning/journal/journal.h"

/**
 * struct own_directory - a directory that was made
 * @fd: it is used through this: whatever is renamed or mounted over its path meanwhile
 * @path: its path when it was made
 */
struct own_directory {
	int fd;
	char name[64];
	char path[PATH_MAX];
};

/** own_directory_make - make one with a random name in @parent; only its owner may look into it */
error_check struct error *own_directory_make(struct journal *journal, const char *parent,
					 struct own_directory *dir);

#endif
