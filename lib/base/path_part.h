/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that others chose (a package, a kernel's file, an index) and that become a part of a path. What
 * is good here leaves no directory, is no option of a program, and needs no quoting.
 */
#ifndef NORMALPAGE_BASE_PATH_PART_H
#define NORMALPAGE_BASE_PATH_PART_H

#include <stdbool.h>

#include "lib/base/error.h"

/**
 * path_part_is_good - may @text be a part of a path? NULL may not
 *
 * All that the Debian Policy Manual (5.6.1, 5.6.12) allows in names and versions of packages, and what
 * kernel releases have beside: it starts with a letter or a digit.
 */
bool path_part_is_good(const char *text);

/**
 * path_part_check - ERROR_USAGE if it may not
 * @what: "Version", "kernel release": what it is
 * @where: the file that it is from
 */
error_check struct error *path_part_check(const char *text, const char *what, const char *where);

/** suite_name_is_good - may @text be a suite of Debian's, such as trixie-backports? */
bool suite_name_is_good(const char *text);

#endif
