/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a mutant's source to a module for one kernel; what was built once is taken from the cache. */
#ifndef NORMALPAGE_MACHINE_RUN_MUTANT_BUILD_H
#define NORMALPAGE_MACHINE_RUN_MUTANT_BUILD_H

#include "provisioning/machine/kernel/kernel_image.h"
#include "provisioning/machine/run/mutant.h"

/**
 * mutant_build - the module of @mutant for @kernel
 * @module: set to the file's path; the caller frees
 * @progress: told about steps that take time, or NULL
 */
error_check struct error *mutant_build(char **module, const struct mutant *mutant,
				       const struct kernel_image *kernel,
				       void (*progress)(const char *text));

#endif
