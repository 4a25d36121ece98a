/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a user names, or that lie in a directory that one names: a pipe that nobody writes to must
 * not hold us up, and a device must not notice that we looked at it.
 */
#ifndef NORMALPAGE_BASE_REGULAR_FILE_H
#define NORMALPAGE_BASE_REGULAR_FILE_H

#include "lib/base/error.h"

/** regular_file_open - a descriptor to read from, or -1 with errno, which is ENXIO for any other file */
int regular_file_open(const char *path);

/** regular_file_stream - the same as a stream, or NULL */
FILE *regular_file_stream(const char *path);

/** regular_file_error - what to say where one of them failed with @errnum */
error_check struct error *regular_file_error(int errnum, const char *path);

/** regular_file_check - for libraries that open it by themselves */
error_check struct error *regular_file_check(const char *path);

#endif
