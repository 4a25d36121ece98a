/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why the running kernel is tainted (Documentation/admin-guide/tainted-kernels.rst). */
#ifndef NORMALPAGE_KERNEL_TAINT_H
#define NORMALPAGE_KERNEL_TAINT_H

#include <stddef.h>

/** taint bits that mean that something went wrong, not only that something unusual was loaded */
#define TAINT_BAD_PAGE (1ul << 5)
#define TAINT_WARN (1ul << 9)

/** taint_format - names of the bits: "B (bad page), W (warning)"; "none" for 0. Returns @buf */
const char *taint_format(unsigned long taint, char *buf, size_t size);

#endif
