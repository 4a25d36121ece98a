/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exit style that the command line chose (--exit-style). */
#ifndef NORMALPAGE_CLI_EXIT_STYLE_H
#define NORMALPAGE_CLI_EXIT_STYLE_H

#include "lib/verdict/exit_status.h"

/** exit_style_set - by name; an unknown one is ERROR_USAGE */
error_check struct error *exit_style_set(const char *name);

/** exit_style_default - as exit_style_set(), unless the user has chosen */
void exit_style_default(enum exit_style style);

/** exit_style_error - what main() returns for an error */
int exit_style_error(const struct error *err);

/** exit_style_status - what main() returns for 0, 1, 2 or 4 */
int exit_style_status(int status);

#endif
