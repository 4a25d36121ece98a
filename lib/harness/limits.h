/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run may take of a machine that others use as well. */
#ifndef NORMALPAGE_HARNESS_LIMITS_H
#define NORMALPAGE_HARNESS_LIMITS_H

/**
 * struct limits - what was asked for; 0: no limit
 * @seconds: no test begins later
 * @memory: bytes of private writable memory of a test's process (RLIMIT_DATA of getrlimit(2)); shared
 *	memory and files do not count
 */
struct limits {
	unsigned long long seconds;
	unsigned long long memory;
};

/**
 * limits_apply - to this process, a test's, and what it forks
 *
 * Also makes it the first that the kernel kills when memory runs out (proc_pid_oom_score_adj(5)).
 * Returns 0 or a negative errno.
 */
int limits_apply(const struct limits *limits);

#endif
