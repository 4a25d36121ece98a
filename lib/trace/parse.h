/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the text of an instance's trace to calls. Opens nothing. */
#ifndef NORMALPAGE_TRACE_PARSE_H
#define NORMALPAGE_TRACE_PARSE_H

#include <stddef.h>

#include "lib/trace/call.h"

/* a probe has two events, <function>_entry and <function>_return, or one that has all, at the return */
#define EVENT_ENTRY_SUFFIX "_entry"
#define EVENT_RETURN_SUFFIX "_return"
#define EVENT_CALL_SUFFIX "_call"
/* what a return event calls the probe's @left */
#define EVENT_LEFT "left"

/**
 * struct trace_parser - what is known between lines
 * @probes: what is traced
 * @nr_probes: how many
 * @section: text of the last marker
 * @last: number of the probe that the last event was of: mostly the next one's, too
 */
struct trace_parser {
	const struct probe *const *probes;
	size_t nr_probes;
	size_t last;
	char section[64];
};

/**
 * trace_parse_line - take in one line of "trace" or "trace_pipe" (without its newline)
 *
 * A return event closes the newest open call of its function and thread, so that calls may nest.
 * Comments, other events and returns without an entry are passed over. Returns 0 or -ENOMEM.
 */
int trace_parse_line(struct trace_parser *parser, struct trace_log *log, const char *line);

#endif
