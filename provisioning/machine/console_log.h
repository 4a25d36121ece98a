/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console of a guest that ended: its last lines, and what it died of. */
#ifndef NORMALPAGE_MACHINE_CONSOLE_LOG_H
#define NORMALPAGE_MACHINE_CONSOLE_LOG_H

#include "provisioning/machine/string_list.h"

/** console_log_tail - append the last @nr lines of the file, without control characters */
void console_log_tail(struct string_list *lines, const char *path, size_t nr);

/**
 * console_log_find - the last line that has @text, from there on; NULL if none; the caller frees
 */
char *console_log_find(const char *path, const char *text);

/** console_log_find_after - the line after the last one that has @text, as above */
char *console_log_find_after(const char *path, const char *text);

#endif
