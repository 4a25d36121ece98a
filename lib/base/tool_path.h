/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs of other packages: what a check finds is what is run later. A user's PATH leaves out the
 * directories that many of them are in.
 */
#ifndef NORMALPAGE_BASE_TOOL_PATH_H
#define NORMALPAGE_BASE_TOOL_PATH_H

#include "lib/base/error.h"

/**
 * tool_path - path of a program in PATH, then in /usr/local/sbin, /usr/sbin and /sbin
 * @name: one with a slash is a path already
 *
 * Returns NULL if there is none that can be run; the caller frees. It does not depend on the working
 * directory unless @name does.
 */
char *tool_path(const char *name);

/**
 * tool_find - the same, or ERROR_MISSING, which names the package
 * @path: set; the caller frees. NULL: only whether it is there
 */
error_check struct error *tool_find(char **path, const char *name, const char *package);

#endif
