// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/owned_string.h"
#include "provisioning/machine/run/testrun_private.h"

#include <stdarg.h>
#include <stdio.h>

void testrun_note(struct testrun *run, const char *fmt, ...)
{
	guarded(free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = string_vformat(fmt, ap);
	va_end(ap);
	run->handler->note(run->data, text);
}
