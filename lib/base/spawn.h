/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts other programs: what they get of us, and what happens to them when we are gone. */
#ifndef NORMALPAGE_BASE_SPAWN_H
#define NORMALPAGE_BASE_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/base/error.h"

/** SPAWN_NULL - for @input, @output and @errors: /dev/null; 0 stands for ours */
#define SPAWN_NULL (-1)

/**
 * struct spawn - a program to be started; all is borrowed
 * @path: of the program
 * @argv: ended by NULL
 * @directory: where it runs, or NULL for here
 * @input, @output, @errors: descriptors that it has as standard input, output and error, all of ours open
 *	(standard_streams.h); 0: ours
 * @death_signal: sent to it when we end, however we end
 * @group: it is a process group of its own: the terminal's Ctrl-C does not reach it
 * @plain_words: its messages are matched and shown: no translations
 * @keep, @nr_keep: descriptors that it gets under their numbers, though they are close-on-exec; -1 is none
 * @prepare: NULL, or called in the new process last; false, with a word on standard error: it is not started
 */
struct spawn {
	const char *path;
	char *const *argv;
	const char *directory;
	int input, output, errors;
	int death_signal;
	bool group;
	bool plain_words;
	const int *keep;
	size_t nr_keep;
	bool (*prepare)(void *data);
	void *data;
};

/**
 * spawn - start it, with the signal mask that we had at first
 * @pid: set; the caller waits for it. -1 where there is an error, as what cannot be executed is, by its errno
 *
 * What is buffered is written first. It does not start when we are gone already, or when @prepare says no: it ends
 * with 127 then.
 */
error_check struct error *spawn(pid_t *pid, const struct spawn *program);

/** spawn_pipe - a pipe for a program to write to: @near is our end, @far its own; both the caller closes */
error_check struct error *spawn_pipe(int *near, int *far);

/** spawn_wait - wait until it has ended; its status as waitpid(2) has it */
int spawn_wait(pid_t pid);

#endif
