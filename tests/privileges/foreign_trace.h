/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A foreign tracing session: probes, a tracer, a filter, and a recording that goes on. */
#ifndef NORMALPAGE_PRIVILEGES_FOREIGN_TRACE_H
#define NORMALPAGE_PRIVILEGES_FOREIGN_TRACE_H

#include <stdbool.h>
#include <stddef.h>

/** foreign_trace_start - begin it; NULL, or what could not be set up */
const char *foreign_trace_start(void);

/** foreign_trace_settings - all that can be set, as text; the caller frees */
char *foreign_trace_settings(void);

/** foreign_trace_calls - calls that its probe has seen so far; -1 if that is not known */
long foreign_trace_calls(void);

/** foreign_trace_strange - lines in its recordings that are not its own */
long foreign_trace_strange(void);

/** foreign_trace_end - end it */
void foreign_trace_end(void);

#endif
