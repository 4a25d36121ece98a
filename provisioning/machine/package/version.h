/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Package versions, compared as dpkg does (deb-version(7)). */
#ifndef NORMALPAGE_MACHINE_PACKAGE_VERSION_H
#define NORMALPAGE_MACHINE_PACKAGE_VERSION_H

#include <stdbool.h>

/** version_compare - less than, equal to or greater than 0 as @a is older, the same, newer */
int version_compare(const char *a, const char *b);

/** version_has_series - is @version 7.2.12-1 of series "7" or "7.2" or "7.2.12" or all of it? */
bool version_has_series(const char *version, const char *series);

#endif
