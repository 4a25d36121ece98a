/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel version numbers out of release and version strings. */
#ifndef NORMALPAGE_KERNEL_RELEASE_H
#define NORMALPAGE_KERNEL_RELEASE_H

#include "lib/kernel/features.h"

/**
 * release_parse - version and release candidate of a kernel
 * @release: uname -r, such as "7.2.12+deb13-amd64" or "7.3.0-rc7"
 * @version: the text of /proc/version or uname -v, where a distribution may put what it leaves
 *	out of the release (Debian: "7.3-amd64" is "7.3~rc7-1~exp1")
 * @number: set to 0xMMmmpp as KERNEL() makes it; 0 when @release does not start with a number
 * @rc: set to the release candidate, 0 for none
 */
void release_parse(const char *release, const char *version, unsigned int *number,
		   unsigned int *rc);

/** features_of_release - version and release of a kernel that does not run here; all else is not known */
void features_of_release(struct features *features, const char *release);

#endif
