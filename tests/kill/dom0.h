/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A control domain that is in use, with a foreign guest. */
#ifndef NORMALPAGE_KILL_DOM0_H
#define NORMALPAGE_KILL_DOM0_H

#include "lib/harness/scenario.h"
#include "tests/kill/snapshot.h"

/** the foreign guest, by its uuid */
#define DOM0_GUEST "736f6d65-626f-4479-8173-206775657374"

/** dom0_set_up - start Xen's daemons and the guest, unless an earlier test did */
void dom0_set_up(struct scenario *s);

/**
 * dom0_snapshot - domains, how much memory the control domain is to have, what xenstore and the hypervisor's
 *	grant tables have, event channels, processes of xl, probes, what is in our directories
 */
void dom0_snapshot(struct scenario *s, struct snapshot *snapshot);

#endif
