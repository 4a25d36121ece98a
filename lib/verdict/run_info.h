/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run was: the first record of a result directory, and what reports say about it. */
#ifndef NORMALPAGE_VERDICT_RUN_INFO_H
#define NORMALPAGE_VERDICT_RUN_INFO_H

#include <json-c/json.h>

#include "lib/verdict/verdict.h"

/**
 * struct run_info - owned strings, all but @kernel may be NULL; free with run_info_clear()
 * @kernel: its release (uname -r)
 * @origin: where it came from: "Debian 7.3.4-1"
 * @mutants: names of the ways in which the kernel was made wrong on purpose
 * @xen: the hypervisor and where it came from
 * @accel: the accelerator that was asked for
 * @obtained: those that its verdicts came from; not known when it begins
 * @started: UTC, ISO 8601
 * @suites, @command: names; words
 * @planned: full names of the tests, if they were known before
 * @label: short and unique among the runs of one report; not recorded
 */
struct run_info {
	char *kernel;
	char *origin;
	char *xen;
	char *accel;
	char *started;
	struct string_list mutants;
	struct string_list suites;
	struct string_list command;
	struct string_list planned;
	struct string_list obtained;
	char *label;
};

void run_info_clear(struct run_info *info);

/** run_info_to_json - a "results" record; the caller puts it */
struct json_object *run_info_to_json(const struct run_info *info);

/** run_info_from_json - fill @info from a "results" record; false if it names no kernel */
bool run_info_from_json(struct json_object *record, struct run_info *info);

/** run_info_title - "Linux 7.3.4 (Debian 7.3.4-1), Xen (Debian 4.17.5), mutated: x"; the caller frees */
char *run_info_title(const struct run_info *info);

/** run_info_accel - the obtained ones: "kvm, tcg"; "" if there is none; the caller frees */
char *run_info_accel(const struct run_info *info);

DEFINE_CLEANUP(run_info, struct run_info, run_info_clear(&VALUE))

#endif
