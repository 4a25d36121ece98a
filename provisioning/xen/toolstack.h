/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen's daemons in a dom0 of our own. */
#ifndef NORMALPAGE_XEN_TOOLSTACK_H
#define NORMALPAGE_XEN_TOOLSTACK_H

#include "lib/base/error.h"

/**
 * toolstack_start - have xenstored, xen-init-dom0 and xenconsoled run
 *
 * Where xenstored answers already, nothing is done. It is started only in a guest of 'normalpage run'
 * (normalpage.guest on the kernel command line); elsewhere that is the administrator's:
 * ERROR_UNTESTABLE.
 */
error_check struct error *toolstack_start(void);

#endif
