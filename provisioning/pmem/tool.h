/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs of other packages that provisioning cannot do without. */
#ifndef NORMALPAGE_PMEM_TOOL_H
#define NORMALPAGE_PMEM_TOOL_H

#include "lib/base/error.h"

/**
 * tool_run - run a program and wait for it
 * @argv: its name, found as tool_path() does, and its arguments; ended by NULL
 * @package: Debian package that has it
 *
 * One that is not there is ERROR_MISSING and names @package, a status other than 0 ERROR_SYSTEM with the
 * last line that it said.
 */
error_check struct error *tool_run(const char *const *argv, const char *package);

#endif
