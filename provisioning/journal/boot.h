/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot of the machine this is. */
#ifndef NORMALPAGE_JOURNAL_BOOT_H
#define NORMALPAGE_JOURNAL_BOOT_H

#include <stdbool.h>

#define BOOT_ID_SIZE 40

/** boot_id - /proc/sys/kernel/random/boot_id, "" if it cannot be read; @id has BOOT_ID_SIZE bytes */
void boot_id(char *id);

/** boot_differs - @id is that of another boot for certain: one of the two not being known is no proof */
bool boot_differs(const char *id);

#endif
