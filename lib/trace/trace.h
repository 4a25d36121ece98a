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

#include "lib/error.h"

struct trace;

#define TRACE_ARGS_MAX 6

/**
 * struct probe - a function to be traced, at entry and at return
 * @function: the kernel function
 * @args: NULL-terminated list of "name=fetcharg" in kprobe event syntax, e.g. "addr=$arg2:x64";
 *	these become the arguments of struct trace_call
 * @left: one more of them, read when the function returns: what it left behind a pointer that it was
 *	called with. NULL: none. Before 6.9 a return event cannot have it
 *
 * A scenario family may register probes of its own with PROBE(); a function that this kernel does
 * not have is left out (trace_has() tells).
 */
struct probe {
	const char *function;
	const char *args[TRACE_ARGS_MAX + 1];
	const char *left;
};

/** PROBE - register a probe: PROBE(vm_normal_page) = { .function = ..., .args = { "addr=$arg2:x64" } }; */
#define PROBE(ident)								\
	static const struct probe probe_##ident;				\
	static const struct probe *const probe_entry_##ident			\
		__attribute__((used, section("probes"))) = &probe_##ident;	\
	static const struct probe probe_##ident

/**
 * struct trace_call - one call of a traced function
 * @probe: the function, and what its arguments are
 * @addr: its argument "addr": what it was asked about; 0 if it has none
 * @caller: the function it returned to, "" if not known
 * @section: text of the last trace_mark() before it, "" if none
 * @pid: the calling thread
 * @args: values in the order of the probe's args
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
	bool returned;
	uint64_t ret;
	bool has_left;
	uint64_t left;
};

/** struct trace_log - calls in the order of their entry; free with trace_log_clear() */
struct trace_log {
	struct trace_call *calls;
	size_t nr_calls;
	bool overrun;	/* events were lost: absence proves nothing */
};

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

/** trace_arg - index of an argument by name in a call's args, -1 if there is none */
int trace_arg(const struct trace_call *call, const char *name);

/** trace_value - an argument by name, 0 if there is none */
uint64_t trace_value(const struct trace_call *call, const char *name);

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

void trace_log_clear(struct trace_log *log);

/** trace_call_format - "smaps_pte_range <- vm_normal_page_pmd(addr=0x.., entry=0x..) = 0x0" */
const char *trace_call_format(const struct trace_call *call, char *buf, size_t size);

#endif
