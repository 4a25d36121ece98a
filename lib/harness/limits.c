// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static void offer_to_oom_killer(void)
{
	static const char most[] = "1000";
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	/* without a word where there is none: tests run in less complete systems, too */
	if (fd >= 0 && write(fd, most, sizeof(most) - 1) < 0)
		errno = 0;
	if (fd >= 0)
		close(fd);
}

int limits_apply(const struct limits *limits)
{
	const struct rlimit memory = { limits->memory, limits->memory };

	offer_to_oom_killer();
	if (limits->memory && setrlimit(RLIMIT_DATA, &memory))
		return -errno;
	return 0;
}
