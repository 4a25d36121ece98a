/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The version of all programs: the file VERSION, which the build hands to version.c. */
#ifndef NORMALPAGE_BASE_VERSION_H
#define NORMALPAGE_BASE_VERSION_H

extern const char normalpage_version[];

#endif
