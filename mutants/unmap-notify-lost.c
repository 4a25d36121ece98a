// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: gntdev forgets what to notify when a grant is unmapped
 * suite: xen
 * test: pv-scratch.gntdev.self.notify.event
 * test: pv-scratch.gntdev.self.notify.clear-byte
 */
#include "mutant.h"

#include <xen/grant_table.h>
#include <uapi/xen/gntdev.h>

static long (*original)(struct file *file, unsigned int cmd, unsigned long arg);

static long mutant(struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd == IOCTL_GNTDEV_SET_UNMAP_NOTIFY ? 0 : original(file, cmd, arg);
}

MUTANT(MUTATE(gntdev_ioctl, mutant, original));
