/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of /proc/PID that are read again and again. */
#ifndef NORMALPAGE_OBSERVE_PROCFILE_H
#define NORMALPAGE_OBSERVE_PROCFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/base/error.h"

/**
 * struct procfile - one file of /proc/PID; define it static, with its name
 * @name: the file's name in /proc/PID
 * @fd: open for @owner, -1 before
 * @owner: the process that it is about, if it is kept for further questions; 0 if not
 * @session: procfile_keep()'s, if the process is another than the one that asks
 *
 * Such a descriptor belongs to the memory of the process as it was when opened (mm_struct): it is
 * kept by a process that asks about itself, never over fork() or exec(), and for procfile_keep().
 */
struct procfile {
	const char *name;
	int fd;
	pid_t owner;
	unsigned int session;
};

#define PROCFILE_INIT(file) { .name = (file), .fd = -1 }

/** procfile_fd - a descriptor of @pid's file, owned by @file; negative errno */
int procfile_fd(struct procfile *file, pid_t pid);

/**
 * procfile_keep - from now on keep the files of another process open, until it is called again
 *
 * For a caller that asks about the process as it is now, and notices when it has ended or
 * called exec(). 0: of none. Not for a process that forks meanwhile.
 */
void procfile_keep(pid_t pid);

/**
 * procfile_lines - give the file's lines, without newline, to @line until it returns false
 * @chunk: bytes asked for at a time. Sequence files make whole records until a request is
 *	satisfied (fs/seq_file.c:seq_read_iter()): with a chunk no longer than a record, the kernel
 *	only walks the vmas that are wanted, and the one behind them
 *
 * Uses no memory of its own but static. Returns 0 or a negative errno.
 */
int procfile_lines(struct procfile *file, pid_t pid, size_t chunk,
		   bool (*line)(void *data, char *text), void *data);

/** procfile_prefault - have the memory that procfile_lines() uses, before pages are counted */
void procfile_prefault(void);

/** procfile_available - ERROR_UNTESTABLE if the caller cannot open this file of its own */
error_check struct error *procfile_available(const struct procfile *file, const char *option);

#endif
