/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console of a guest that ended: its last lines, and what it died of. */
#ifndef NORMALPAGE_MACHINE_VM_CONSOLE_LOG_H
#define NORMALPAGE_MACHINE_VM_CONSOLE_LOG_H

#include <sys/types.h>

#include "lib/base/string_list.h"

/**
 * console_log_tail - append the last @nr lines of the file, without control characters
 * @from: where to begin, in bytes: what is before is not looked at
 */
void console_log_tail(struct string_list *lines, const char *path, off_t from, size_t nr);

/** console_log_size - how much there is by now, in bytes; 0 if there is no such file */
off_t console_log_size(const char *path);

/**
 * console_log_find - the last line that has @text, from there on; NULL if none; the caller frees
 */
char *console_log_find(const char *path, const char *text);

/** console_log_find_after - the line after the last one that has @text, as above */
char *console_log_find_after(const char *path, const char *text);

#endif
