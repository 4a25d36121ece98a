/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subcommands of normalpage: a new one is one file. */
#ifndef NORMALPAGE_CLI_COMMAND_H
#define NORMALPAGE_CLI_COMMAND_H

#include "lib/base/error.h"
#include "lib/base/options.h"

/**
 * struct command - one subcommand
 * @name: what the user types
 * @summary: one line for --help
 * @run: @argv[0] is the name; @status is the exit status if there is no error (0 at the start)
 */
struct command {
	const char *name;
	const char *summary;
	struct error *(*run)(int argc, char **argv, int *status);
};

#define COMMAND(ident)							\
	static const struct command command_##ident;			\
	static const struct command *const command_entry_##ident	\
		__attribute__((used, section("commands"))) =		\
		&command_##ident;					\
	static const struct command command_##ident

/** command_parse - options_parse(); @answered is set if only help was asked for, which is printed */
error_check struct error *command_parse(const struct option_set *options, int argc, char **argv,
					bool *answered, int *first_word);

#endif
