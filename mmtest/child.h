/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child that does nothing: what fork() shares with it stays shared until it ends. */
#ifndef NORMALPAGE_MMTEST_CHILD_H
#define NORMALPAGE_MMTEST_CHILD_H

#include "lib/harness/scenario.h"

/** struct child - a process that waits for the end of a pipe */
struct child {
	pid_t pid;
	int pipe;
};

/** child_start - fork one; ends the scenario if that fails */
struct child child_start(struct scenario *s);

/** child_end - end it; its address space is gone when this returns */
void child_end(struct scenario *s, struct child *child);

#endif
