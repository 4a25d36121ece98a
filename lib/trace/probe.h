/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel functions to be traced. */
#ifndef NORMALPAGE_TRACE_PROBE_H
#define NORMALPAGE_TRACE_PROBE_H

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
 * not have is left out (trace_has() says so).
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

#endif
