// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/journal/boot.h"

#include <fcntl.h>
#include <string.h>

#include "lib/base/cleanup.h"

void boot_id(char *id)
{
	guarded(fd) int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, id, BOOT_ID_SIZE - 1);

	id[n > 0 ? n : 0] = '\0';
	id[strcspn(id, "\n")] = '\0';
}

bool boot_differs(const char *id)
{
	char now[BOOT_ID_SIZE];

	boot_id(now);
	return *now && *id && strcmp(now, id);
}
