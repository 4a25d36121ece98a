// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/standard_output.h"

#include "lib/base/full_write.h"

struct error *standard_output_end(void)
{
	return stream_check(stdout, "the standard output");
}
