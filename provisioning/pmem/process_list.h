/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether /proc shows all processes of the machine. */
#ifndef NORMALPAGE_PMEM_PROCESS_LIST_H
#define NORMALPAGE_PMEM_PROCESS_LIST_H

#include "lib/base/error.h"

/**
 * process_list_check - an error if some of this machine's processes cannot be seen
 * @root: "", or that of a recorded tree
 *
 * That /proc hides none is known from how it is mounted (hidepid=: fs/proc/root.c). Whatever else may hide
 * some is seen in their number: the number of threads that /proc shows is compared with the kernel's
 * (nr_threads, in /proc/loadavg: fs/proc/loadavg.c). While processes begin and end this is only about right.
 */
error_check struct error *process_list_check(const char *root);

#endif
