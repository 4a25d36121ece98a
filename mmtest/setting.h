/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of the kernel below /sys that tests change. After each test they are as before it. */
#ifndef NORMALPAGE_MMTEST_SETTING_H
#define NORMALPAGE_MMTEST_SETTING_H

#include "lib/harness/scenario.h"

/** enum setting - those that are put back, whatever became of the test */
enum setting {
	SETTING_KSM_RUN,
	SETTING_KSM_PAGES_TO_SCAN,
	SETTING_KSM_SLEEP,
	SETTING_KSM_ZERO_PAGES,
	SETTING_HUGE_PAGES,
	SETTING_NR,
};

/** setting_change - write a number; where there is no such setting, skip: @missing says what lacks */
void setting_change(struct scenario *s, enum setting setting, unsigned long value,
		    const char *missing);

/** number_read - the number in a file; false if it cannot be read */
bool number_read(const char *path, unsigned long *value);

#endif
