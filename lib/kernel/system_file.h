/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files of /proc and /sys: a line, a word, a number. */
#ifndef NORMALPAGE_KERNEL_SYSTEM_FILE_H
#define NORMALPAGE_KERNEL_SYSTEM_FILE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * system_file_line - the first line that begins with @start, without the newline, cut to @size
 *
 * False, and an empty @line, where there is no such file or line.
 */
bool system_file_line(const char *path, const char *start, char *line, size_t size);

/** system_file_is - is @text the first line? */
bool system_file_is(const char *path, const char *text);

/** system_file_has - do any of its lines have @word in them? */
bool system_file_has(const char *path, const char *word);

/** system_file_number - the number that it begins with; false, with errno, if it cannot be read */
bool system_file_number(const char *path, unsigned long *value);

/** system_file_set_number - write one; false, with errno, if the kernel refuses */
bool system_file_set_number(const char *path, unsigned long value);

#endif
