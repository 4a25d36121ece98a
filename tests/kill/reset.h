/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine itself goes down, as from a power failure. */
#ifndef NORMALPAGE_KILL_RESET_H
#define NORMALPAGE_KILL_RESET_H

/**
 * machine_reset - nothing is written back, only the host is notified, which boots the machine again
 *
 * Returns only where it must not: outside of a guest of 'normalpage run'.
 */
void machine_reset(void);

#endif
