/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose machine this is. */
#ifndef NORMALPAGE_KERNEL_OWN_GUEST_H
#define NORMALPAGE_KERNEL_OWN_GUEST_H

#include <stdbool.h>

/**
 * own_guest - is this a guest that normalpage has booted, which nobody else uses?
 *
 * It has normalpage.guest on its kernel's command line. Elsewhere the machine is foreign.
 */
bool own_guest(void);

#endif
