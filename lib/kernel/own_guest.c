// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/own_guest.h"

#include <string.h>

#include "lib/cleanup.h"

bool own_guest(void)
{
	guarded(file) FILE *f = fopen("/proc/cmdline", "re");
	char line[4096];

	return f && fgets(line, sizeof(line), f) && strstr(line, "normalpage.guest");
}
