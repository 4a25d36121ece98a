/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary of a matrix: kernels, and the tests that went wrong on some of them. */
#ifndef NORMALPAGE_CLI_MATRIX_TABLE_H
#define NORMALPAGE_CLI_MATRIX_TABLE_H

#include <stdio.h>

#include "provisioning/machine/run/matrix.h"

/**
 * matrix_table_write - print it
 * @output: the directory with the kernels' results
 * @strict: a known issue counts as a failure
 * @status: set to the exit status of the whole: 1 a verdict failed, 2 a kernel could not be run, 4
 *	nothing was tested, else 0
 */
error_check struct error *matrix_table_write(const struct matrix *matrix, const char *output,
					     bool strict, FILE *out, int *status);

#endif
