// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/trace/parse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARKER "tracing_mark_write: "

/* "%16s-%-7d " (kernel/trace/trace_output.c:trace_print_context()): a command may hold anything */
#define PID_COLUMN 17

/**
 * struct event_line - a line taken apart
 * @pid: the thread
 * @name: the event's name, @name_len bytes
 * @place: what stands in the parentheses behind the name
 * @args: the text behind them
 */
struct event_line {
	pid_t pid;
	const char *name;
	size_t name_len;
	const char *place;
	const char *args;
};

static bool split(const char *line, struct event_line *event)
{
	const char *at, *colon;

	if (strlen(line) <= PID_COLUMN || line[PID_COLUMN - 1] != '-')
		return false;
	event->pid = (pid_t)strtol(line + PID_COLUMN, NULL, 10);
	at = strstr(line + PID_COLUMN, "] ");	/* behind the processor's number */
	at = at ? strstr(at, ": ") : NULL;	/* behind the time stamp */
	if (!at)
		return false;
	event->name = at + 2;
	colon = strstr(event->name, ": ");
	if (!colon)
		return false;
	event->name_len = (size_t)(colon - event->name);
	event->place = colon + 2;
	at = strchr(event->place, ')');
	event->args = at ? at + 1 : "";
	return true;
}

/* Values of "name=value" pairs, in their order; "(fault)" counts as 0. */
static void parse_values(const char *text, uint64_t *values, size_t nr_values)
{
	for (size_t i = 0; i < nr_values; i++) {
		text = strchr(text, '=');
		if (!text)
			return;
		values[i] = strtoull(++text, NULL, 0);
	}
}

static int add_call(struct trace_parser *parser, struct trace_log *log, const struct probe *probe,
		    const struct event_line *event)
{
	struct trace_call *call;

	/* grows at powers of two, so that a log needs no capacity of its own */
	if (!(log->nr_calls & (log->nr_calls - 1))) {
		size_t capacity = log->nr_calls ? 2 * log->nr_calls : 1;
		void *calls = realloc(log->calls, capacity * sizeof(*log->calls));

		if (!calls)
			return -ENOMEM;
		log->calls = calls;
	}
	call = &log->calls[log->nr_calls++];
	*call = (struct trace_call){ .probe = probe, .pid = event->pid };
	memcpy(call->section, parser->section, sizeof(call->section));
	parse_values(event->args, call->args, TRACE_ARGS_MAX);
	call->addr = trace_value(call, "addr");
	return 0;
}

/* memory that could not be read is "(fault)" */
static void parse_left(const char *text, struct trace_call *call)
{
	const char *value = strstr(text, " " EVENT_LEFT "=");

	value = value ? value + strlen(" " EVENT_LEFT "=") : "(";
	call->has_left = *value != '(';
	call->left = strtoull(value, NULL, 0);
}

/* "(smaps_pte_range+0x1a3/0x4e0 <- vm_normal_page_pmd)" */
static void take_caller(const struct event_line *event, struct trace_call *call)
{
	if (*event->place == '(')
		snprintf(call->caller, sizeof(call->caller), "%.*s",
			 (int)strcspn(event->place + 1, "+ )"), event->place + 1);
}

static void close_call(struct trace_log *log, const struct probe *probe,
		       const struct event_line *event)
{
	for (size_t i = log->nr_calls; i--;) {
		struct trace_call *call = &log->calls[i];

		if (call->returned || call->pid != event->pid || call->probe != probe)
			continue;
		call->returned = true;
		parse_values(event->args, &call->ret, 1);
		parse_left(event->args, call);
		take_caller(event, call);
		return;
	}
}

/* the return value comes before the arguments */
static int add_whole_call(struct trace_parser *parser, struct trace_log *log, const struct probe *probe,
			  const struct event_line *event)
{
	struct event_line rest = *event;
	struct trace_call *call;
	int rc;

	rest.args += strcspn(rest.args, "=");
	rest.args += *rest.args == '=';
	rc = add_call(parser, log, probe, &rest);
	if (rc)
		return rc;
	call = &log->calls[log->nr_calls - 1];
	parse_values(event->args, &call->ret, 1);
	take_caller(event, call);
	call->returned = call->at_return = true;
	return 0;
}

static bool is_suffix(const struct event_line *event, size_t at, const char *suffix)
{
	return event->name_len - at == strlen(suffix) && !strncmp(event->name + at, suffix, strlen(suffix));
}

static bool take_event(struct trace_parser *parser, struct trace_log *log, size_t i,
		       const struct event_line *event, int *rc)
{
	const struct probe *probe = parser->probes[i];
	size_t len = strlen(probe->function);

	if (len >= event->name_len || strncmp(event->name, probe->function, len))
		return false;
	if (is_suffix(event, len, EVENT_CALL_SUFFIX))
		*rc = add_whole_call(parser, log, probe, event);
	else if (is_suffix(event, len, EVENT_ENTRY_SUFFIX))
		*rc = add_call(parser, log, probe, event);
	else if (is_suffix(event, len, EVENT_RETURN_SUFFIX))
		close_call(log, probe, event);
	else
		return false;
	parser->last = i;
	return true;
}

static void begin_section(struct trace_parser *parser, const char *text)
{
	snprintf(parser->section, sizeof(parser->section), "%s", text);
}

int trace_parse_line(struct trace_parser *parser, struct trace_log *log, const char *line)
{
	struct event_line event;
	int rc = 0;

	if (*line == '#')
		return 0;
	if (!strncmp(line, "CPU:", 4) && strstr(line, "LOST")) {
		log->overrun = true;
		return 0;
	}
	if (!split(line, &event))
		return 0;
	if (!strncmp(event.name, MARKER, strlen(MARKER))) {
		begin_section(parser, event.name + strlen(MARKER));
		return 0;
	}
	for (size_t i = 0; i < parser->nr_probes; i++)
		if (take_event(parser, log, (parser->last + i) % parser->nr_probes, &event, &rc))
			break;
	return rc;
}
