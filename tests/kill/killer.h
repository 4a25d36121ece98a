/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program and kills it, with SIGKILL, at a system call that changes something. */
#ifndef NORMALPAGE_KILL_KILLER_H
#define NORMALPAGE_KILL_KILLER_H

#include <stdbool.h>

/**
 * struct killing - where to kill, and what came of it
 * @at: the number of the call, counted over the program and all that it starts; 0: never
 * @only: count calls of this name alone, or NULL
 * @signal: what to send; 0: SIGKILL. After another one, the program goes on as it wants
 * @after: when the call has been made, not before
 * @calls: set to how many calls that change something there were
 * @killed: set if it came that far
 * @name: set to the call's name, "" if not killed
 * @status: set to the wait status of the program
 */
struct killing {
	unsigned int at;
	const char *only;
	int signal;
	bool after;
	unsigned int calls;
	bool killed;
	const char *name;
	int status;
};

/** kill_at - run @argv with its words thrown away until it ended, with all that it started; 0 or -errno */
int kill_at(const char *const *argv, struct killing *k);

#endif
