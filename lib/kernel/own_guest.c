// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/own_guest.h"

#include "lib/kernel/system_file.h"

bool own_guest(void)
{
	return system_file_has("/proc/cmdline", "normalpage.guest");
}
