/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a process can be looked at, at all. */
#ifndef NORMALPAGE_INSPECT_PROCESS_H
#define NORMALPAGE_INSPECT_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "lib/base/error.h"

/**
 * process_open - open a process's pagemap
 * @pagemap: set to a descriptor, or -1: this kernel has no such file
 *
 * ERROR_USAGE, with the reason and the way out, if there is no such process, or the caller may not look
 * at it.
 */
error_check struct error *process_open(pid_t pid, int *pagemap);

/** process_check - ERROR_USAGE if @pid is no process with an address space of its own */
error_check struct error *process_check(pid_t pid);

/** process_status_check - the same from the text of /proc/PID/status; pure */
error_check struct error *process_status_check(pid_t pid, const char *status);

/** process_pids_match - the caller's pids are those of the kernel's own task list */
bool process_pids_match(void);

#endif
