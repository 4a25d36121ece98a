/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An instance and probes with our names that are there before a run begins. */
#ifndef NORMALPAGE_TRACE_LEFT_H
#define NORMALPAGE_TRACE_LEFT_H

#include <stdbool.h>

#include "lib/base/error.h"

#define TRACE_INSTANCE "normalpage"

/** trace_left - there is an instance, or there are probes, with our names */
bool trace_left(void);

/** trace_can_tell - false if that cannot be looked at: the kernel has tracefs, and it is not to be found */
bool trace_can_tell(void);

/** trace_refuse_left - an error if there are: a new run would take them for its own */
error_check struct error *trace_refuse_left(void);

/**
 * trace_remove_left - remove both
 *
 * The instance of a run that goes on is open, and refused; its probes are then not touched.
 */
error_check struct error *trace_remove_left(void);

#endif
