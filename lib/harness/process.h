/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scenario's side of the harness, shared by its files: the running scenario and its pipe. */
#ifndef NORMALPAGE_HARNESS_PROCESS_H
#define NORMALPAGE_HARNESS_PROCESS_H

#include "lib/harness/scenario.h"
#include "lib/verdict/times.h"
#include "lib/issues/known_issue.h"
#include "lib/verdict/verdict.h"
#include "lib/trace/trace.h"

/** struct call_site - a function of the kernel, and one that called it */
struct call_site {
	const char *function;
	char caller[64];
};

/**
 * struct scenario - a running scenario
 * @type: what was declared
 * @test: its full name
 * @instance: where it runs
 * @kernel: the running kernel
 * @trace: the tracer, or NULL
 * @calls: what was traced since the last step
 * @asked: of each of observers_sorted(): it was asked about the whole process in this group of tests.
 *	In memory that is shared with the tests before and after
 * @unshown: ids of known issues that this process has said to be unshown
 * @sites, @nr_sites, @room_sites: who asked what, each reported once
 * @hazardous: may do what brings some kernels down
 * @other: it is the process of in_other_process(), which has to say whether it gave a reason for its end
 * @profiled: say what took how long
 * @times: what took how long since the last flush
 * @pipe: where checks go
 * @kept: messages that are not written yet; written at the end of each step, so that the harness is
 *	not woken for each of them
 */
struct scenario {
	const struct scenario_type *type;
	const char *test;
	const struct instance *instance;
	struct kernel *kernel;
	struct trace *trace;
	struct trace_log calls;
	bool *asked;
	struct string_list unshown;
	struct call_site *sites;
	size_t nr_sites, room_sites;
	bool hazardous;
	bool other;
	bool profiled;
	struct times times;
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

/** scenario_clock - when something begins, for scenario_took(); 0 without a profile */
double scenario_clock(const struct scenario *s);

/** scenario_took - @what began at @start, and has ended */
void scenario_took(struct scenario *s, const char *what, double start);

/** scenario_flush - write what was emitted so far; before a fork, and where a step ends */
void scenario_flush(struct scenario *s);

/** scenario_take_calls - add what has been traced since to @s->calls; false if nothing is traced */
bool scenario_take_calls(struct scenario *s);

#endif
