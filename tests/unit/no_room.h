/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For unit tests: files that cannot grow, as on a disk that becomes full. */
#ifndef NORMALPAGE_UNIT_NO_ROOM_H
#define NORMALPAGE_UNIT_NO_ROOM_H

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

/**
 * no_room_beyond - from now on a write takes what fits in @size bytes of a file, and fails with EFBIG behind
 *	that; RLIM_INFINITY ends it. errno is then that of something else
 */
static inline void no_room_beyond(rlim_t size)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = size;
	setrlimit(RLIMIT_FSIZE, &limit);
	errno = ENOTTY;
}

#endif
