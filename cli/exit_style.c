// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/exit_style.h"

#include "lib/report/exit_status.h"

/* of the process: errors of a command end in main(), too */
static enum exit_style chosen;

struct error *exit_style_set(const char *name)
{
	return exit_style_find(&chosen, name);
}

int exit_style_status(int status)
{
	return exit_status_in(chosen, status);
}
