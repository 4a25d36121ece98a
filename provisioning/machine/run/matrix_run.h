/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a matrix, some kernels side by side. Each is a process of its own, 'normalpage run', that
 * leaves a result directory: the same command can be given to another machine.
 */
#ifndef NORMALPAGE_MACHINE_RUN_MATRIX_RUN_H
#define NORMALPAGE_MACHINE_RUN_MATRIX_RUN_H

#include "provisioning/machine/run/matrix.h"
#include "provisioning/machine/run/run_options.h"

/**
 * struct matrix_plan - what to do; all is borrowed
 * @output: directory that gets a result directory for each kernel
 * @common: options of 'normalpage run' for all of them
 * @jobs: kernels side by side at most; fewer where the memory does not suffice
 * @memory: bytes that one guest has
 * @resume: what is complete in @output is kept, the rest is run
 */
struct matrix_plan {
	const struct matrix *matrix;
	const char *output;
	const struct string_list *common;
	unsigned int jobs;
	uint64_t memory;
	bool resume;
};

/** matrix_job_command - the words of one kernel's command; append to @argv */
void matrix_job_command(struct string_list *argv, const struct matrix_plan *plan,
			const struct matrix_entry *entry);

/**
 * matrix_run - run them all; matrix_failure() says why a kernel could not be run
 *
 * An interrupt ends all in order: what is complete is kept for --resume.
 */
error_check struct error *matrix_run(const struct matrix_plan *plan);

/** matrix_failure - why the kernel's run could not be done, or NULL; the caller frees */
char *matrix_failure(const char *output, const struct matrix_entry *entry);

#endif
