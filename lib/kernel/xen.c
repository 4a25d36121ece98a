// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/xen.h"

#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"

static bool says(const char *path, const char *word)
{
	guarded(file) FILE *f = fopen(path, "re");
	char line[32];

	return f && fgets(line, sizeof(line), f) && !strncmp(line, word, strlen(word));
}

bool xen_pv_guest(void)
{
	return says("/sys/hypervisor/type", "xen") && says("/sys/hypervisor/guest_type", "PV\n");
}
