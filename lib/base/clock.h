/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time that passes: no change of the date makes it jump. */
#ifndef NORMALPAGE_BASE_CLOCK_H
#define NORMALPAGE_BASE_CLOCK_H

/** clock_now - seconds of CLOCK_MONOTONIC */
double clock_now(void);

#endif
