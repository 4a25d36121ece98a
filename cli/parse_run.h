/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be said to commands that boot a machine. */
#ifndef NORMALPAGE_CLI_PARSE_RUN_H
#define NORMALPAGE_CLI_PARSE_RUN_H

#include "provisioning/machine/run/run_options.h"

/** enum run_command - who takes the options, each some of them */
enum run_command {
	RUN_COMMAND_RUN = 1,
	RUN_COMMAND_SHELL = 2,
	RUN_COMMAND_LIST = 4,
};

/**
 * run_options_parse - a command line; only @help may be set after --help
 *
 * An option that has no meaning for the command is refused.
 */
error_check struct error *run_options_parse(struct run_options *o, enum run_command command, int argc,
					    char **argv);

/** run_options_usage - the options, for --help */
void run_options_usage(enum run_command command, FILE *out);

#endif
