/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a scenario is written with. A scenario makes a mapping in a known state and says what it
 * is; it reads no interface of the kernel. It runs in a process of its own.
 */
#ifndef NORMALPAGE_HARNESS_SCENARIO_H
#define NORMALPAGE_HARNESS_SCENARIO_H

#include "lib/harness/mapping.h"
#include "lib/kernel/kernel.h"
#include "lib/base/page.h"

struct scenario;

/**
 * struct instance - one of the places that a scenario can run at
 * @name: becomes part of the test's name: "ext4"
 * @dir: a directory to make files in, or NULL
 * @device: a device node, or NULL
 * @data: whatever else the need's scenarios want
 * @missing: why nothing can be tested there after all, or NULL
 */
struct instance {
	const char *name;
	const char *dir;
	const char *device;
	const void *data;
	const char *missing;
};

/**
 * struct need - what a family of scenarios cannot do without; a new one lives in its family's file
 * @name: for messages: "a mounted DAX file system"
 * @instances: store a static array of instances and its size; where there is none, return an
 *	ERROR_UNTESTABLE that says how to get one
 */
struct need {
	const char *name;
	struct error *(*instances)(const struct instance **instances, size_t *nr);
};

/**
 * struct scenario_type - a scenario as declared
 * @family: first part of the test's name
 * @name: last part, dotted, lower case, stable
 * @description: what happens and what must come of it, one line
 * @needs: NULL, or what it needs; it then runs once for each instance
 * @timeout: seconds, 0 for the default of 20
 * @exit_timeout: of them, for what the kernel does when the test has said all; 0 for the default of 5
 * @run: does it
 */
struct scenario_type {
	const char *family;
	const char *name;
	const char *description;
	const struct need *needs;
	unsigned int timeout, exit_timeout;
	void (*run)(struct scenario *s);
};

/** SCENARIO - register a scenario; the only thing a new one needs to do */
#define SCENARIO(ident, ...)							\
	static const struct scenario_type scenario_type_##ident = { __VA_ARGS__ };\
	static const struct scenario_type *const scenario_entry_##ident		\
		__attribute__((used, section("scenarios"))) = &scenario_type_##ident

/** scenario_instance - where this scenario runs; NULL for one without needs */
const struct instance *scenario_instance(const struct scenario *s);

/** scenario_kernel - the running kernel */
struct kernel *scenario_kernel(const struct scenario *s);

/** scenario_skip - end the scenario: it cannot apply here, and why */
__attribute__((noreturn, format(printf, 2, 3))) void scenario_skip(struct scenario *s,
								   const char *fmt, ...);

/** scenario_broken - end the scenario: it could not be run, and why */
__attribute__((noreturn, format(printf, 2, 3))) void scenario_broken(struct scenario *s,
								     const char *fmt, ...);

/** scenario_done - end the scenario as broken, with errno, unless a call that it needs was @done; @what: which */
void scenario_done(struct scenario *s, bool done, const char *what);

/** scenario_need - end the scenario as broken, with the error, if there is one */
void scenario_need(struct scenario *s, struct error *err);

/**
 * scenario_hazard - what comes next is known to bring some kernels down, and how
 *
 * Ends the scenario as skipped unless the program was started with --hazardous.
 */
__attribute__((format(printf, 2, 3))) void scenario_hazard(struct scenario *s, const char *fmt, ...);

/** PAGES - one run for expect_mapping(): @offset and @size in bytes from the mapping's start */
#define PAGES(offset_, size_, kind_, level_, ...)				\
	{ .start = (offset_), .end = (offset_) + (size_),			\
	  .page = { .kind = (kind_), .level = (level_), ##__VA_ARGS__ } }

/**
 * expect_mapping - state what a mapping is now; every observer and the trace are compared with it
 * @step: what just happened: "after the read"
 * @m: the mapping; it must be one whole vma
 * ...: PAGES() in ascending order; addresses in none of them hold nothing
 */
#define expect_mapping(s, step, m, ...)						\
	expect_runs(s, step, m, (const struct run[]){ __VA_ARGS__ },		\
		    sizeof((const struct run[]){ __VA_ARGS__ }) / sizeof(struct run))
void expect_runs(struct scenario *s, const char *step, const struct mapping *m,
		 const struct run *runs, size_t nr_runs);

/** expect_absent - state that nothing of a mapping is mapped now */
#define expect_absent(s, step, m) expect_runs(s, step, m, NULL, 0)

/**
 * struct arg_expectation - an argument of a traced call
 * @name: the argument
 * @value: what it must be
 * @same_as: or, if set, the argument whose value it must have
 */
struct arg_expectation {
	const char *name;
	uint64_t value;
	const char *same_as;
};

/** expect_called - since the last step @function was called, each time with these arguments */
#define expect_called(s, function, ...)						\
	expect_calls(s, function, true, ARGS(function, ##__VA_ARGS__))
/** expect_not_called - since the last step @function was not called with these arguments */
#define expect_not_called(s, function, ...)					\
	expect_calls(s, function, false, ARGS(function, ##__VA_ARGS__))
/* a list that may be empty: the first element only carries the comma */
#define ARGS(function, ...)							\
	&((const struct arg_expectation[]){ { .name = (function) }, ##__VA_ARGS__, { 0 } })[1]
#define ARG(name_, value_) { .name = (name_), .value = (value_) }
#define ARG_SAME(name_, other_) { .name = (name_), .same_as = (other_) }
void expect_calls(struct scenario *s, const char *function, bool called,
		  const struct arg_expectation *args);

/**
 * expect_result - a plain comparison: a result, an errno, a byte of data
 * @what: names it: "byte 0 through the other mapping"
 * @rule: where it is documented
 */
void expect_result(struct scenario *s, const char *step, const char *what, long expected,
		  long observed, const char *rule);

/**
 * in_other_process - fork, run @fn there, wait; its checks count here, and its end by scenario_skip(),
 *	scenario_broken() or a signal is ours
 */
void in_other_process(struct scenario *s, void (*fn)(struct scenario *s, void *arg), void *arg);

/** try_in_other_process - the same, but if @fn skipped or broke off, which is said, return false */
bool try_in_other_process(struct scenario *s, void (*fn)(struct scenario *s, void *arg), void *arg);

#endif
