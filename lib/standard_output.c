// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/standard_output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct error *standard_output_end(void)
{
	/* what flushes each line has lost it by now, and nothing is left to fail here */
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return NULL;
	return error_create(ERROR_SYSTEM, "cannot write the standard output: %s",
			    errno ? strerror(errno) : "is the disk full?");
}
