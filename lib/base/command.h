/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other programs of this machine, run with their output kept. */
#ifndef NORMALPAGE_BASE_COMMAND_H
#define NORMALPAGE_BASE_COMMAND_H

#include "lib/base/error.h"

/**
 * struct command_output - what a program said
 * @status: exit status, 127 if there is no such program, or 128 + signal
 * @out, @err: standard output and error, ended by NUL; owned
 */
struct command_output {
	int status;
	char *out;
	char *err;
};

/**
 * command_run - run a program to its end and keep what it says
 * @directory: where to run it, or NULL for here
 * @argv: argv[0] is looked for as tool_path() does
 *
 * A program that fails, or is not there, is no error here: see @output->status. When a signal asks us to stop, the
 * program is killed and ERROR_INTERRUPTED returned.
 */
error_check struct error *command_run(const char *directory, char *const argv[],
				      struct command_output *output);

/** command_output_clear - free @out and @err */
void command_output_clear(struct command_output *output);

/**
 * command_last_line - the last line of @text that is not empty, for messages; borrowed, cut in
 * place
 */
const char *command_last_line(char *text);

DEFINE_CLEANUP(command_output, struct command_output, command_output_clear(&VALUE))

#endif
