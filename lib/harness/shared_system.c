// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/shared_system.h"

static bool allowed;

void shared_system_allow(void)
{
	allowed = true;
}

void shared_system_need(struct scenario *s, const char *what)
{
	if (!allowed)
		scenario_skip(s, "%s, which other processes feel; runs only with --system", what);
}
