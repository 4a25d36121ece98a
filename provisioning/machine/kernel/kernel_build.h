/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bringing a Linux tree up to date with its sources before it is booted. */
#ifndef NORMALPAGE_MACHINE_KERNEL_KERNEL_BUILD_H
#define NORMALPAGE_MACHINE_KERNEL_KERNEL_BUILD_H

#include "lib/base/error.h"

/**
 * kernel_build - make olddefconfig, then make, in a configured tree
 * @jobs: make's
 * @progress: called for what takes time, or NULL
 *
 * A directory that is no configured Linux tree is ERROR_USAGE; a tree that does not build is
 * ERROR_SYSTEM with the compiler's first error.
 */
error_check struct error *kernel_build(const char *path, unsigned int jobs,
				       void (*progress)(const char *text));

/** kernel_build_error - of what make and the compiler said, the line that says why; cut in place */
const char *kernel_build_error(char *text);

#endif
