/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen's command line tool, which keeps xenstore and the hypervisor in step. */
#ifndef NORMALPAGE_XEN_XL_H
#define NORMALPAGE_XEN_XL_H

#include "lib/base/error.h"

/** XL_PACKAGE - Debian package that has xl, and the daemons that it talks to */
#define XL_PACKAGE "xen-utils"

/**
 * xl_run - run it and wait
 * @output: set to its first line, which the caller frees; may be NULL
 * @argv: "xl", a command, its arguments; ended by NULL
 *
 * A guest that it makes gets only memory that no domain has: see xl_conf_keep_memory(). It ends with us if
 * we are killed. A missing xl is ERROR_MISSING, another failure ERROR_SYSTEM with what it said.
 */
error_check struct error *xl_run(char **output, const char *const *argv);

#endif
