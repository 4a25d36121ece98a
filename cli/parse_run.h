/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be said to commands that boot a machine. */
#ifndef NORMALPAGE_CLI_PARSE_RUN_H
#define NORMALPAGE_CLI_PARSE_RUN_H

#include "lib/base/options.h"
#include "provisioning/machine/run/run_options.h"

/** enum run_command - who takes the options, each some of them */
enum run_command {
	RUN_COMMAND_RUN = 1,
	RUN_COMMAND_SHELL = 2,
};

/**
 * run_options_parse - a command line
 * @command: what the command says of itself, its @taker one of enum run_command; the table is filled in
 * @answered: only help was asked for
 *
 * An option that has no meaning for the command is refused.
 */
error_check struct error *run_options_parse(struct run_options *o, const struct option_set *command, int argc,
					    char **argv, bool *answered);

#endif
