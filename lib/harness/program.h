/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all test programs do alike: choose tests, run or list them, report in the format asked for. */
#ifndef NORMALPAGE_HARNESS_PROGRAM_H
#define NORMALPAGE_HARNESS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"

/**
 * struct program - what a test program was asked to do
 * @name: "daxtest"
 * @format: "human", "ktap" or "json"; json is the stream of docs/records.md
 * @list: only list the tests
 * @wait: with json: prepare all, say which tests there are ("waiting"), and read from standard input
 *	which of them to run (docs/records.md)
 * @hazardous: also do what is known to bring some kernels down
 * @globs: which tests; none: all
 */
struct program {
	const char *name;
	const char *format;
	bool list;
	bool wait;
	bool hazardous;
	char *const *globs;
	size_t nr_globs;
};

/** program_run - do it; @status is the exit status if no error is returned */
error_check struct error *program_run(const struct program *program, int *status);

/** program_end - print and free the error, if there is one; returns main()'s exit status */
int program_end(const struct program *program, struct error *err, int status);

#endif
