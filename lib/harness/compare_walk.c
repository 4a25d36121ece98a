// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What folio_walk_start() made of vm_normal_page*()'s answer: a zero page is no normal page, and yet its
 * folio is wanted by callers that say so (mm/pagewalk.c, FW_ZEROPAGE; since 6.12).
 */
#include <string.h>

#include "lib/harness/compare.h"

#define FUNCTION "folio_walk_start"

/* include/linux/pagewalk.h: bit 0; bit 1 while there was FW_MIGRATION, which move_pages() never asks for */
#define FW_ZEROPAGE 3

PROBE(folio_walk_start) = {
	.function = FUNCTION,
	.args = { "addr=$arg3:x64", "flags=$arg4:u32" },
};

static bool is_walk(const struct comparison *c, const struct trace_call *call)
{
	return compare_is_asked(c, call) && !strcmp(call->probe->function, FUNCTION);
}

bool compare_is_zero_folio(const struct comparison *c, uint64_t folio)
{
	uint64_t pfn = kernel_page_to_pfn(c->s->kernel, folio);
	uint64_t frame = kernel_frame(c->s->kernel, pfn);

	return !pfn || kernel_frame_is_zero(c->s->kernel, frame) ||
	       kernel_frame_is_huge_zero(c->s->kernel, frame);
}

static bool walk_right(const struct comparison *c, const struct trace_call *call,
		       const struct run *run)
{
	switch (run->page.kind) {
	case PAGE_ZERO:
	case PAGE_HUGE_ZERO:
		if (!(trace_value(call, "flags") & FW_ZEROPAGE))
			return !call->ret;
		return call->ret && compare_is_zero_folio(c, call->ret);
	case PAGE_PFN:
	case PAGE_NONE:
		return !call->ret;
	default:
		return true;	/* what vm_normal_page*() said is judged by itself */
	}
}

void compare_walk(struct comparison *c)
{
	const struct trace_log *log = &c->s->calls;

	for (size_t i = 0; i < log->nr_calls; i++) {
		const struct trace_call *call = &log->calls[i];
		const struct run *run = compare_run_at(c->st, call->addr);
		struct explanation why;
		char line[TRACE_CALL_TEXT];

		if (!is_walk(c, call) || walk_right(c, call, run))
			continue;
		trace_call_format(call, line, sizeof(line));
		why = compare_explain(c, call->section, FUNCTION, &run->page, 1, 1, 0);
		compare_emit(c, CHECK_TRACE, call->section, FUNCTION, call->addr,
			     run->page.kind == PAGE_ZERO || run->page.kind == PAGE_HUGE_ZERO ?
			     "the zero folio, if FW_ZEROPAGE asks for it" : "NULL", line,
			     "mm/pagewalk.c:folio_walk_start()", false, &why);
	}
}
