// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/trace/call.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void trace_log_clear(struct trace_log *log)
{
	free(log->calls);
	*log = (struct trace_log){ 0 };
}

int trace_arg(const struct trace_call *call, const char *name)
{
	const struct probe *probe = call->probe;
	size_t len = strlen(name);

	for (int i = 0; i < TRACE_ARGS_MAX && probe->args[i]; i++) {
		if (!strncmp(probe->args[i], name, len) && probe->args[i][len] == '=')
			return i;
	}
	return -1;
}

uint64_t trace_value(const struct trace_call *call, const char *name)
{
	int index = trace_arg(call, name);

	return index < 0 ? 0 : call->args[index];
}

const char *trace_call_format(const struct trace_call *call, char *buf, size_t size)
{
	const struct probe *probe = call->probe;
	size_t at;

	at = (size_t)snprintf(buf, size, "%s%s%s(", call->caller, *call->caller ? " <- " : "",
			      probe->function);
	for (size_t i = 0; i < TRACE_ARGS_MAX && probe->args[i] && at < size; i++) {
		const char *arg = probe->args[i];

		at += (size_t)snprintf(buf + at, size - at, "%s%.*s=0x%" PRIx64, i ? ", " : "",
				       (int)strcspn(arg, "="), arg, call->args[i]);
	}
	if (at < size)
		at += (size_t)snprintf(buf + at, size - at, ")");
	if (call->returned && at < size)
		at += (size_t)snprintf(buf + at, size - at, " = 0x%" PRIx64, call->ret);
	if (call->has_left && at < size)
		snprintf(buf + at, size - at, ", %.*s=0x%" PRIx64, (int)strcspn(probe->left, "="),
			 probe->left, call->left);
	return buf;
}
