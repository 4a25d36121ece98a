/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test run knows of its tests, from the records: the part that needs no machine. */
#ifndef NORMALPAGE_MACHINE_RUN_TESTRUN_STATE_H
#define NORMALPAGE_MACHINE_RUN_TESTRUN_STATE_H

#include <json-c/json.h>

#include "lib/verdict/verdict.h"
#include "provisioning/machine/vm/machine.h"

/**
 * struct testrun_state - of one boot, except @pending and @losses
 * @pending: tests without a verdict
 * @losses: how often QEMU was lost since the last verdict of the program
 * @current: the test that runs now, or NULL
 * @retired: how many tests got their verdict in this boot
 * @started: the program said "start"
 * @complete: it said "end", and that all its tests ran
 * @ended: it said "end"
 * @exited: it ended, with @status
 * @resets: it said that it has the machine reset, and that its test goes on in the next boot
 */
struct testrun_state {
	struct string_list pending;
	char *current;
	size_t retired;
	unsigned int losses;
	bool started, complete, ended, exited, resets;
	int status;
};

/** testrun_state_init - all of @tests are pending (copied); NULL: it is not known yet which */
void testrun_state_init(struct testrun_state *state, const struct string_list *tests);
void testrun_state_deinit(struct testrun_state *state);

/** testrun_state_boot - a new boot begins: forget all but @pending and @losses */
void testrun_state_boot(struct testrun_state *state);

/**
 * testrun_state_record - learn from a record
 *
 * A record that is malformed is an error: the program is not to be trusted.
 */
error_check struct error *testrun_state_record(struct testrun_state *state,
					       struct json_object *record);

/** testrun_state_retire - @test has its verdict; false if it was not pending (then ignore it) */
bool testrun_state_retire(struct testrun_state *state, const char *test);

/** how often a test is run in all when QEMU is lost (machine_end_is_loss()) each time */
#define TESTRUN_ATTEMPTS 3

/**
 * testrun_state_lost - the machine ended: is what ran in it to be run again?
 *
 * Yes after a loss of QEMU, which is nobody's verdict: at most TESTRUN_ATTEMPTS times.
 */
bool testrun_state_lost(struct testrun_state *state, enum machine_end end);

/**
 * testrun_state_aborted - the verdict of the test that was running when the machine ended
 * @v: filled in; free with verdict_clear()
 * @console: its last lines are the evidence
 *
 * Returns false if none was running.
 */
bool testrun_state_aborted(struct testrun_state *state, enum machine_end end, const char *reason,
			   const struct string_list *console, struct verdict *v);

/** enum testrun_next - what to do after a boot */
enum testrun_next {
	TESTRUN_DONE,		/* every test has its verdict */
	TESTRUN_BOOT,		/* go on with the rest in a fresh boot */
	TESTRUN_GIVE_UP,	/* the boot brought nothing: another one would not either */
};

/** testrun_state_next - @alone: only the first of the pending tests was asked for */
enum testrun_next testrun_state_next(const struct testrun_state *state, bool alone);

#endif
