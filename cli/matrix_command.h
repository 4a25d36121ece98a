/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What 'normalpage run' does with more than one kernel, and 'normalpage matrix' always. */
#ifndef NORMALPAGE_CLI_MATRIX_COMMAND_H
#define NORMALPAGE_CLI_MATRIX_COMMAND_H

#include "cli/parse_run.h"

/** matrix_command - run the kernels of @o, or of its matrix, and print the table */
error_check struct error *matrix_command(const struct run_options *o, int *status);

#endif
