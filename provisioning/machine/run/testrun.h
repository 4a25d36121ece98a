/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tests of one machine, over as many boots as they need: a kernel that oopsed, hung or panicked
 * is replaced by a fresh one, and the test that did it gets the verdict. Tests that are hazards come
 * last, each in a machine of its own, which starts from a snapshot of the first.
 */
#ifndef NORMALPAGE_MACHINE_RUN_TESTRUN_H
#define NORMALPAGE_MACHINE_RUN_TESTRUN_H

#include "lib/verdict/verdict.h"
#include "provisioning/machine/vm/machine.h"

struct testrun;

/**
 * struct testrun_config - all borrowed, except that @machine.console_log and the hypervisor's log are
 *	set for each boot
 * @machine: accel may be ACCEL_AUTO
 * @prefix: goes before the names of tests that come from the guest, and off those that go there;
 *	or NULL
 * @program: argv of the test program, to which the tests' names are appended
 * @tests: full names of the tests that are to run; NULL: @wanted chooses from what the test program in
 *	the guest says it has, as that depends on the machine
 * @hazardous: run scenarios that are known to bring kernels down, too, each in a machine of its own
 * @warm: go on from a snapshot of an earlier run in place of booting, and leave one
 * @nvdimms_last: what is in the NVDIMMs is there again in the next boot of this run
 * @output: directory for console logs and command lines
 */
struct testrun_config {
	struct machine_config machine;
	struct string_list program;
	const char *prefix;
	const struct string_list *tests;
	bool hazardous;
	bool warm;
	bool nvdimms_last;
	const char *output;
};

/**
 * struct testrun_handler - who is told
 * @wanted: is this test, by its full name, to run? Only called without @tests
 * @explain: a verdict about a test that did not survive, before anybody is told: it may turn out to be
 *	known
 * @record: every record of a guest, and what happens to the machine ("machine" records)
 * @verdict: the program's verdicts, and those of tests that could not give their own
 * @note: a line for people
 * @finished: nothing more will come; @err (owned by the callee) if not all tests could be run. The
 *	run may be destroyed in it
 */
struct testrun_handler {
	bool (*wanted)(void *data, const char *test);
	void (*explain)(void *data, struct verdict *v);
	void (*record)(void *data, struct json_object *record);
	void (*verdict)(void *data, const struct verdict *v);
	void (*note)(void *data, const char *text);
	void (*finished)(void *data, struct error *err);
};

/** testrun_start - boot the first machine */
error_check struct error *testrun_start(struct testrun **run, struct loop *loop,
					const struct testrun_config *config,
					const struct testrun_handler *handler, void *data);

/** testrun_destroy - end it at once, without a callback; NULL is allowed */
void testrun_destroy(struct testrun *run);

#endif
