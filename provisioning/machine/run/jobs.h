/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machines of a run, some of them side by side, and one report of them all. */
#ifndef NORMALPAGE_MACHINE_RUN_JOBS_H
#define NORMALPAGE_MACHINE_RUN_JOBS_H

#include "provisioning/machine/run/guest_files.h"
#include "provisioning/machine/run/output_dir.h"
#include "lib/format/report.h"
#include "provisioning/machine/run/testrun.h"

/**
 * struct job - one machine of a suite
 * @path: the test program on this side; borrowed
 * @xen: of the machine, with the hypervisor's path
 * @needed: some tests run in it
 * @lists_in_guest: which ones, it says itself
 * @judged: it gave a verdict
 * @tests: those that it is to run, if that is known before
 * @error: why they cannot be run, or not all of them could; owned
 */
struct job {
	const struct suite_machine *machine;
	const char *path;
	bool needed, lists_in_guest, judged;
	struct xen_config xen;
	struct suite_tests tests;
	char *initramfs;
	struct string_list program;
	struct testrun *run;
	struct error *error;
	struct jobs *jobs;
};

/**
 * struct jobs - @job is owned, the rest borrowed
 * @next: the first one that was not started yet
 * @planned: number of tests, or 0 if @unknown
 * @unlisted: a machine could not say which tests it has
 * @planned_globs, @used_globs: those that can match a test; those that did in a guest
 * @noted: notes that were said already: machines have the same ones
 */
struct jobs {
	struct job *job;
	size_t nr;
	size_t next;
	size_t planned;
	bool unknown, unlisted;
	bool *planned_globs, *used_globs;
	const struct run_options *options;
	const struct guest_files *files;
	struct report *report;
	struct output_dir *output;
	struct loop *loop;
	struct string_list noted;
};

/** jobs_plan - which test runs in which machine; a glob that matches nothing is ERROR_USAGE */
error_check struct error *jobs_plan(struct jobs *jobs, const struct run_options *o,
				    const struct guest_files *files);

/**
 * jobs_prepare - make the initramfs of each machine
 *
 * What one machine lacks is kept in its @error; if no machine can run, it is the result.
 */
error_check struct error *jobs_prepare(struct jobs *jobs);

/** jobs_run - run all; the error is the first one that kept tests from running */
error_check struct error *jobs_run(struct jobs *jobs, struct report *report,
				   struct output_dir *output);
void jobs_clear(struct jobs *jobs);

DEFINE_CLEANUP(jobs, struct jobs, jobs_clear(&VALUE))

#endif
