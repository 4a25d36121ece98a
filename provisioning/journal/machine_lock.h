/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One program at a time changes what all of the machine share: probes and the tracing instance, settings of
 * memory management, swap. Two at once would take each other's values for those from before, and each other's
 * probes for their own.
 *
 * The lock is on a file at one place, whatever directories their journals are in, and it goes with the process
 * and its children, whatever ends them. Machines with containers have as many places as these have /run.
 */
#ifndef NORMALPAGE_JOURNAL_MACHINE_LOCK_H
#define NORMALPAGE_JOURNAL_MACHINE_LOCK_H

#include "lib/base/error.h"

#define MACHINE_LOCK "/run/normalpage.lock"

/**
 * machine_lock_take - take the lock and keep it until this process has ended
 *
 * Does nothing if this process, or its parent, has it, and for users other than root, who can change nothing of
 * that. The error says who has it: a program that has just been killed may need a moment to end, so the first
 * call waits for 3 s.
 */
error_check struct error *machine_lock_take(void);

/** machine_lock_look - the same error, without taking or waiting */
error_check struct error *machine_lock_look(void);

/** machine_lock_use - for tests: have no lock, and take @path for its file from now on (borrowed) */
void machine_lock_use(const char *path);

#endif
