// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/exit_style.h"

#include <stdbool.h>

/* of the process: errors of a command end in main(), too */
static enum exit_style chosen;
static bool is_chosen;

struct error *exit_style_set(const char *name)
{
	is_chosen = true;
	return exit_style_find(&chosen, name);
}

void exit_style_default(enum exit_style style)
{
	if (!is_chosen)
		chosen = style;
}

int exit_style_error(const struct error *err)
{
	return exit_status_of_error(chosen, err);
}

int exit_style_status(int status)
{
	return exit_status_in(chosen, status);
}
