// SPDX-License-Identifier: GPL-2.0-or-later
/* The init of a bare boot: proof that user space runs, and nothing else. */
#include <sys/reboot.h>

int main(void)
{
	return reboot(RB_POWER_OFF);
}
