/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests that change for a moment what all processes of the machine feel. */
#ifndef NORMALPAGE_HARNESS_SHARED_SYSTEM_H
#define NORMALPAGE_HARNESS_SHARED_SYSTEM_H

#include "lib/harness/scenario.h"

/** shared_system_allow - such tests may run: asked for, or nobody else is on the machine */
void shared_system_allow(void);

/** shared_system_need - skip if they may not; @what: what the test would do, for the reason */
void shared_system_need(struct scenario *s, const char *what);

#endif
