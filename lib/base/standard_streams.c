// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/standard_streams.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void standard_streams_open(void)
{
	/* the lowest that is free is taken, one after the other */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			abort();
}
