// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/journal/boot.h"

#include <string.h>

#include "lib/cleanup.h"

void boot_id(char *id)
{
	guarded(file) FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	if (!f || !fgets(id, BOOT_ID_SIZE, f))
		id[0] = '\0';
	id[strcspn(id, "\n")] = '\0';
}
