/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The instance and the probes of a run that is dead. */
#ifndef NORMALPAGE_TRACE_LEFT_H
#define NORMALPAGE_TRACE_LEFT_H

#include <stdbool.h>

#include "lib/error.h"

#define TRACE_INSTANCE "normalpage"

/** trace_left - there is an instance, or there are probes, with our names */
bool trace_left(void);

/**
 * trace_remove_left - remove both
 *
 * The instance of a run that goes on is open, and refused; its probes are then not touched.
 */
error_check struct error *trace_remove_left(void);

#endif
