/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was traced: calls, with what they were asked and what they answered. */
#ifndef NORMALPAGE_TRACE_CALL_H
#define NORMALPAGE_TRACE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/trace/probe.h"

/**
 * struct trace_call - one call of a traced function
 * @probe: the function, and what its arguments are
 * @addr: its argument "addr": what it was asked about; 0 if it has none
 * @caller: the function it returned to, "" if not known
 * @section: text of the last trace_mark() before it, "" if none
 * @pid: the calling thread
 * @args: values in the order of the probe's args
 * @at_return: it was noted when it returned, behind what it called itself; else when it began, before that
 * @returned: @ret is valid
 * @ret: the return value
 * @has_left: @left, as the probe names it, could be read
 */
struct trace_call {
	const struct probe *probe;
	uint64_t addr;
	char caller[64];
	char section[64];
	pid_t pid;
	uint64_t args[TRACE_ARGS_MAX];
	bool at_return;
	bool returned;
	uint64_t ret;
	bool has_left;
	uint64_t left;
};

/** struct trace_log - calls in the order in which they were noted; free with trace_log_clear() */
struct trace_log {
	struct trace_call *calls;
	size_t nr_calls;
	bool overrun;	/* events were lost: absence proves nothing */
};

/** trace_arg - index of an argument by name in a call's args, -1 if there is none */
int trace_arg(const struct trace_call *call, const char *name);

/** trace_value - an argument by name, 0 if there is none */
uint64_t trace_value(const struct trace_call *call, const char *name);

/** trace_log_clear - free its calls; it is empty then */
void trace_log_clear(struct trace_log *log);

/** TRACE_CALL_TEXT - bytes that hold any call: two names, TRACE_ARGS_MAX arguments, two results */
#define TRACE_CALL_TEXT 512

/** trace_call_format - "smaps_pte_range <- vm_normal_page_pmd(addr=0x.., entry=0x..) = 0x0" */
const char *trace_call_format(const struct trace_call *call, char *buf, size_t size);

#endif
