/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program and kills it at a system call, or has the call fail. */
#ifndef NORMALPAGE_KILL_KILLER_H
#define NORMALPAGE_KILL_KILLER_H

#include <stdbool.h>

#define SAID_SIZE 1024
#define CALLS_MAX 48	/* that are known by name */

/**
 * enum kill_phase - which part of a run counts
 * @PHASE_MAKING: from its first directory on to where tracing begins: what tests need is made
 * @PHASE_CHECKING: from its first look at NVDIMMs on
 */
enum kill_phase {
	PHASE_ALL,
	PHASE_MAKING,
	PHASE_CHECKING,
};

/**
 * struct killing - where to kill, and what came of it
 * @at: the number of the call, counted over the program and all that it starts; 0: never
 * @only: count calls of this name alone, or NULL: those that change something
 * @phase: count calls in it alone
 * @signal: what to send; 0: SIGKILL. After another one, the program goes on as it wants
 * @group: to all that it has started as well, as a terminal does
 * @after: when the call has been made, not before
 * @leave: do not wait for what it started; it goes on when the program is over
 * @reset: not the program is killed but the machine: then this does not return
 * @error: nothing is killed: the call is not made, and fails with this errno
 * @calls: set to how many such calls there were
 * @counts: set to how many there were of each in @phase, see kill_count()
 * @killed: set if it came that far
 * @name: set to the call's name, "" if not killed
 * @status: set to the wait status of the program
 * @said: set to what came on standard error
 */
struct killing {
	unsigned int at;
	const char *only;
	enum kill_phase phase;
	int signal;
	bool group;
	bool after;
	bool leave;
	bool reset;
	int error;
	unsigned int calls;
	unsigned int counts[CALLS_MAX];
	bool killed;
	const char *name;
	int status;
	char said[SAID_SIZE];
};

/** kill_count - how many calls of a name a run has made */
unsigned int kill_count(const struct killing *k, const char *name);

/**
 * kill_at - run @argv, its standard output thrown away, until it ended, with all that it started; 0 or
 *	-errno
 */
int kill_at(const char *const *argv, struct killing *k);

/**
 * kill_and_leave - the same; what the program started and is still there goes on, and is not waited for
 */
int kill_and_leave(const char *const *argv, struct killing *k);

/** run_untraced - the same, not killed and not followed; the wait status, or -1 */
int run_untraced(const char *const *argv);

#endif
