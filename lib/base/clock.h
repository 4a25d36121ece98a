/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_BASE_CLOCK_H
#define NORMALPAGE_BASE_CLOCK_H

/** clock_now - seconds of CLOCK_MONOTONIC */
double clock_now(void);

#endif
