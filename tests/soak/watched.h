/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A test program that is looked at while it runs. */
#ifndef NORMALPAGE_SOAK_WATCHED_H
#define NORMALPAGE_SOAK_WATCHED_H

#include "tests/soak/growth.h"

/**
 * struct watched - a run
 * @status: how it ended (wait(2))
 * @verdicts: how many it gave, @good of them pass or xfail, @failed fail or error; those are shown on
 *	standard error
 * @descriptors: open ones at the start of each test, by its number; NULL: not looked at
 * @anonymous: kB of its own memory, in the same way; set if @descriptors is
 */
struct watched {
	int status;
	long verdicts, good, failed;
	struct series *descriptors;
	struct series *anonymous;
};

/** watched_run - run @argv, which has "--format json" among it; false if it could not be started */
bool watched_run(const char *const *argv, struct watched *run);

#endif
