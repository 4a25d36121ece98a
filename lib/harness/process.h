/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scenario's side of the harness, shared by its files: the running scenario and its pipe. */
#ifndef NORMALPAGE_HARNESS_PROCESS_H
#define NORMALPAGE_HARNESS_PROCESS_H

#include "lib/harness/scenario.h"
#include "lib/model/known_issues.h"
#include "lib/report/verdict.h"
#include "lib/trace/trace.h"

/**
 * struct asked - which observers of the whole process have been asked in this group of tests
 * @group: the tests' names up to the last dot: "fsdax.ext4.hole"
 * @observers: a bit of their order each
 */
struct asked {
	char group[128];
	uint64_t observers;
};

#define CALL_SITES_MAX 64

/** struct call_site - a function of the kernel, and one that called it */
struct call_site {
	const char *function;
	char caller[64];
};

/**
 * struct scenario - a running scenario
 * @type: what was declared
 * @instance: where it runs
 * @kernel: the running kernel
 * @trace: the tracer, or NULL
 * @calls: what was traced since the last step
 * @asked: shared with the tests before and after it
 * @sites, @nr_sites: who asked what, each told once
 * @unshown: known issues that were said to be unshown, a bit of their place in the list each
 * @hazardous: may do what brings some kernels down
 * @pipe: where checks go
 * @kept: lines that are not written yet; written at the end of each step, so that the harness is
 *	not woken for each of them
 */
struct scenario {
	const struct scenario_type *type;
	const char *test;	/* its full name */
	const struct instance *instance;
	struct kernel *kernel;
	struct trace *trace;
	struct trace_log calls;
	struct asked *asked;
	struct lines unshown;	/* ids of issues, emitted by this process */
	struct call_site sites[CALL_SITES_MAX];
	unsigned int nr_sites;
	bool hazardous;
	bool other;	/* in_other_process(): somebody waits to hear whether we said why we end */
	int pipe;
	char kept[32768];
	size_t nr_kept;
};

/** scenario_emit_check - send one check to the harness */
void scenario_emit_check(struct scenario *s, const struct check *check);

/** scenario_emit_line - send a line of evidence; @list is "entries", "trace" or "summary" */
__attribute__((format(printf, 3, 4))) void scenario_emit_line(struct scenario *s, const char *list,
							      const char *fmt, ...);

/** scenario_emit_stated - send what is stated of one run */
void scenario_emit_stated(struct scenario *s, const struct stated_run *run);

/** scenario_emit_unshown - a check came out right though a known issue says that it must not */
void scenario_emit_unshown(struct scenario *s, const struct known_issue *issue);

/** scenario_flush - write what was emitted so far; before a fork, and where a step ends */
void scenario_flush(struct scenario *s);

/** scenario_take_calls - add what has been traced since to @s->calls; false if nothing is traced */
bool scenario_take_calls(struct scenario *s);

#endif
