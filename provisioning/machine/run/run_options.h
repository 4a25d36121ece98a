/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run is to do, as data: the command line fills it in. */
#ifndef NORMALPAGE_MACHINE_RUN_RUN_OPTIONS_H
#define NORMALPAGE_MACHINE_RUN_RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "provisioning/machine/run/suite.h"

/**
 * struct run_options - strings are borrowed from argv
 * @suite: NULL for all
 * @xen: word of --xen, or NULL
 * @kernel: words of the last --kernel, and files given without an option
 * @kernels: all of them, the words of each joined by commas
 * @kernel_tree: a Linux tree that is to be built first, or NULL
 * @matrix: file with more of them, or NULL
 * @common: the options that hold for each kernel of several, as they were given
 * @globs: words of --test
 * @machines: words of --machine
 * @mutants: names of --mutant
 * @command: all words, as they were given
 * @memory: bytes
 * @timeout: seconds
 * @jobs: machines side by side
 * @hazardous, @warm: as in struct testrun_config
 * @strict: known issues are failures
 * @known_issues: file with more known issues, or NULL
 * @profile: file for a picture of what took how long, or NULL
 * @resume, @print_jobs: see matrix_run.h
 */
struct run_options {
	struct string_list kernel;
	struct string_list kernels;
	struct string_list common;
	const char *kernel_tree;
	const char *matrix;
	const char *modules;
	const struct suite *suite;
	const char *xen;
	struct string_list globs;
	struct string_list machines;
	struct string_list mutants;
	struct string_list command;
	enum accel accel;
	uint64_t memory;
	double timeout;
	unsigned int jobs;
	const char *format;
	const char *output;
	const char *program;
	const char *known_issues;
	const char *profile;
	bool hazardous;
	bool warm;
	bool keep;
	bool strict;
	bool resume;
	bool print_jobs;
};

void run_options_clear(struct run_options *o);

DEFINE_CLEANUP(run_options, struct run_options, run_options_clear(&VALUE))

#endif
