/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proof that a kernel function ran: kprobe events in a tracefs instance of our own.
 * Other users of tracing are not disturbed.
 */
#ifndef NORMALPAGE_TRACE_TRACE_H
#define NORMALPAGE_TRACE_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/error.h"
#include "lib/trace/call.h"

struct trace;

/**
 * trace_open - make the instance and the probes
 *
 * Fails with ERROR_UNTESTABLE where tracefs or kprobes cannot be used (and says why: lockdown,
 * not configured, no permission), and as trace_refuse_left() does.
 */
error_check struct error *trace_open(struct trace **trace);

/** trace_close - remove the probes and the instance; NULL is allowed */
void trace_close(struct trace *trace);

/** trace_has - whether @function is being traced here */
bool trace_has(const struct trace *trace, const char *function);

/**
 * trace_limit - from now on only record calls whose "addr" argument is in [@start, @end)
 *
 * A fork alone makes more than a thousand calls of vm_normal_page(). Meant to be called once, right
 * after trace_open(): it takes some milliseconds. Before 6.9, where a return event cannot have the
 * arguments of the call, all returns are still recorded (and passed over by trace_take()).
 */
error_check struct error *trace_limit(struct trace *trace, uint64_t start, uint64_t end);

/** trace_start - empty the buffer and trace @pid and the children it forks from now on */
error_check struct error *trace_start(struct trace *trace, pid_t pid);

/** trace_mark - calls from here on belong to section @text; usable in a forked child */
void trace_mark(struct trace *trace, const char *text);

/** trace_take - move what has been traced so far into @log (replaced); tracing goes on.
 * Usable in a forked child of the opener. */
error_check struct error *trace_take(struct trace *trace, struct trace_log *log);

/** trace_stop - stop tracing */
void trace_stop(struct trace *trace);

#endif
