/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of memory management below /sys/kernel/mm that a run changes, in the journal as kind "setting". */
#ifndef NORMALPAGE_JOURNAL_OWN_SETTING_H
#define NORMALPAGE_JOURNAL_OWN_SETTING_H

#include "provisioning/journal/journal.h"

/**
 * own_setting_write - write down what a setting is, before it is changed for the first time
 * @path: a number below /sys/kernel/mm; what does not exist is not written down
 * @ours: what it may be changed to meanwhile; a value that is none of these is foreign
 * @nr: how many
 *
 * The caller has the machine's lock: another run would have its value there. What cannot be read is an error.
 */
error_check struct error *own_setting_write(struct journal *journal, const char *path,
					    const unsigned long *ours, size_t nr);

#endif
