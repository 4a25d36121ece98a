/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all test programs have in common: choose tests, run or list them, report in the format asked for. */
#ifndef NORMALPAGE_HARNESS_PROGRAM_H
#define NORMALPAGE_HARNESS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/base/options.h"
#include "lib/harness/limits.h"

/**
 * struct program - a test program, and what it was asked to do
 * @name: "daxtest"
 * @summary: what it does, one line, for --help
 * @options: its own, ended by one without name; NULL for none
 * @data: for their @set
 * @run: does what the options say, and calls program_run(); NULL for that alone
 * @format: of lib/format/; "json" is the stream of docs/records.md
 * @list: only list the tests
 * @dry_run: only say what would be changed: @run says what is its own, program_run() the rest
 * @wait: with json: prepare all, say which tests there are ("waiting"), and read from standard input
 *	which of them to run (docs/records.md)
 * @hazardous: also do what is known to bring some kernels down
 * @profiled: as in struct tests
 * @untraced: as in struct tests
 * @limits: what it may take of the machine
 * @only_possible: leave out, without a word, tests whose need is not met here
 * @globs: which tests; none: all
 */
struct program {
	const char *name;
	const char *summary;
	const struct option_spec *options;
	void *data;
	struct error *(*run)(const struct program *program, int *status);
	const char *format;
	bool list;
	bool dry_run;
	bool wait;
	bool hazardous;
	bool untraced;
	bool profiled;
	bool only_possible;
	struct limits limits;
	char *const *globs;
	size_t nr_globs;
};

/**
 * program_main - what main() has to do: parse the options, run or list, print an error
 *
 * Fills in what the options say. Returns the exit status.
 */
int program_main(struct program *program, int argc, char **argv);

/** program_parse - the options into @program; @answered is set if only help or the version was asked for */
error_check struct error *program_parse(struct program *program, int argc, char **argv, bool *answered);

/** program_run - do it; @status is the exit status if no error is returned */
error_check struct error *program_run(const struct program *program, int *status);

#endif
