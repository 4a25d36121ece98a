/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run of tests, whose tracing is in the journal as kind "trace". */
#ifndef NORMALPAGE_PROGRAM_TRACED_H
#define NORMALPAGE_PROGRAM_TRACED_H

#include "lib/harness/program.h"
#include "provisioning/journal/journal.h"

/** traced_run - program_run(), with the machine's lock taken and its probes written down before */
error_check struct error *traced_run(struct journal *journal, const struct program *program,
				     int *status);

/** traced_program - for a program that makes nothing else: with a journal of its own if it is root's */
error_check struct error *traced_program(const struct program *program, int *status);

#endif
