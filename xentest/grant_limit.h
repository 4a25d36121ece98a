/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many pages a test may have granted: others need grants of the same tables. */
#ifndef NORMALPAGE_XENTEST_GRANT_LIMIT_H
#define NORMALPAGE_XENTEST_GRANT_LIMIT_H

#include <stdint.h>

#include "lib/harness/scenario.h"

/** grant_limit_set - in each test from now on; without, they have what they need */
void grant_limit_set(unsigned long long pages);

/** grant_limit - what no test has more of, but the one that takes all there are */
unsigned long long grant_limit(void);

/** grant_limit_reserve - @pages more are about to be granted; skips a test that would have too many */
void grant_limit_reserve(struct scenario *s, uint32_t pages);

#endif
