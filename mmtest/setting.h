/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of the kernel below /sys that tests change. After each test they are as before it. */
#ifndef NORMALPAGE_MMTEST_SETTING_H
#define NORMALPAGE_MMTEST_SETTING_H

#include "lib/harness/scenario.h"
#include "provisioning/journal/journal.h"

/** HUGE_PAGES_NEEDED - of 2 MiB, by a test */
#define HUGE_PAGES_NEEDED 4

/** enum setting - those that are restored, however the test ended */
enum setting {
	SETTING_KSM_RUN,
	SETTING_KSM_PAGES_TO_SCAN,
	SETTING_KSM_SLEEP,
	SETTING_KSM_ZERO_PAGES,
	SETTING_HUGE_PAGES,
	SETTING_NR,
};

/**
 * setting_change - write a number
 * @missing: what lacks where there is no such setting: the reason to skip
 *
 * Skips as well where other processes would feel it: shared_system_need().
 */
void setting_change(struct scenario *s, enum setting setting, unsigned long value,
		    const char *missing);

/** settings_write_down - in the journal, with the values that they may get */
error_check struct error *settings_write_down(struct journal *journal);

/** setting_of_pool - as many huge pages as are needed in the pool so that @nr more can be mapped */
unsigned long setting_of_pool(unsigned long nr);

#endif
