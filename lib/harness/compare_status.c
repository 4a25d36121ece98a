// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What move_pages() makes of the folio that folio_walk_start() found (since 6.12), whatever is stated
 * of the page: a zero page is on no node, and where there is no folio there is no page.
 */
#include <errno.h>
#include <string.h>

#include "lib/harness/compare.h"

#define FUNCTION "do_pages_stat"

/* mm/migrate.c: of the first page asked about; observers ask about one at a time */
PROBE(do_pages_stat) = {
	.function = FUNCTION,
	.args = { "addr=+u0($arg3):x64" },
	.left = "status=+u0($arg4):s32",
};

static bool is_call(const struct trace_call *call, const char *function)
{
	return !strcmp(call->probe->function, function) && call->returned;
}

/* the walk that was made in call number @i */
static const struct trace_call *walk_in(const struct trace_log *log, size_t i)
{
	for (size_t j = i + 1; j < log->nr_calls; j++) {
		const struct trace_call *call = &log->calls[j];

		if (call->pid != log->calls[i].pid)
			continue;
		if (is_call(call, FUNCTION))
			return NULL;
		if (is_call(call, "folio_walk_start") && call->addr == log->calls[i].addr)
			return call;
	}
	return NULL;
}

/* of other folios it is the node, or -ENOENT if they are a device's */
static bool status_right(struct comparison *c, const struct trace_call *call,
			 const struct trace_call *walk)
{
	int status = (int)call->left;

	if (!walk->ret)
		return status == -ENOENT;
	if (!kernel_page_to_pfn(c->s->kernel, walk->ret))
		return true;	/* it is not known which folio this is */
	if (compare_is_zero_folio(c, walk->ret))
		return status == -EFAULT;
	return status >= 0 || status == -ENOENT;
}

void compare_status(struct comparison *c)
{
	const struct trace_log *log = &c->s->calls;

	for (size_t i = 0; i < log->nr_calls; i++) {
		const struct trace_call *call = &log->calls[i];
		const struct trace_call *walk;
		struct explanation why;
		char line[TRACE_CALL_TEXT];

		if (!is_call(call, FUNCTION) || !call->has_left || !call->section[0])
			continue;
		walk = walk_in(log, i);
		if (!walk || status_right(c, call, walk))
			continue;
		trace_call_format(call, line, sizeof(line));
		why = compare_explain(c, call->section, FUNCTION, &compare_run_at(c->st, call->addr)->page, 1, 1,
				      0);
		compare_emit(c, CHECK_TRACE, call->section, FUNCTION, call->addr,
			     walk->ret ? "-EFAULT of a zero folio, else a node, or -ENOENT"
				       : "-ENOENT: the walk found no folio", line,
			     "mm/migrate.c:do_pages_stat_array()", false, &why);
	}
}
