// SPDX-License-Identifier: GPL-2.0-or-later
/* What the trace proves of the functions that made a mapping. */
#include <string.h>

#include "lib/harness/process.h"

static bool arg_matches(const struct trace_call *call, const struct arg_expectation *arg)
{
	int index = trace_arg(call, arg->name);
	int other = arg->same_as ? trace_arg(call, arg->same_as) : -1;

	if (index < 0 || (arg->same_as && other < 0))
		return false;
	return call->args[index] == (arg->same_as ? call->args[other] : arg->value);
}

static bool call_matches(const struct trace_call *call, const struct arg_expectation *args)
{
	for (; args->name; args++)
		if (!arg_matches(call, args))
			return false;
	return true;
}

static void describe(char *buf, size_t size, const struct arg_expectation *args)
{
	size_t len = (size_t)snprintf(buf, size, "called");

	for (const struct arg_expectation *a = args; a->name && len < size; a++)
		len += (size_t)(a->same_as
			? snprintf(buf + len, size - len, ", %s = %s", a->name, a->same_as)
			: snprintf(buf + len, size - len, ", %s = %llu", a->name,
				   (unsigned long long)a->value));
}

void expect_calls(struct scenario *s, const char *function, bool called,
		  const struct arg_expectation *args)
{
	unsigned int matching = 0, others = 0;
	char want[160], expected[176], observed[256], line[256];

	if (!scenario_take_calls(s) || !trace_has(s->trace, function))
		return;
	for (size_t i = 0; i < s->calls.nr_calls; i++) {
		const struct trace_call *call = &s->calls.calls[i];

		if (strcmp(call->probe->function, function))
			continue;
		if (call_matches(call, args))
			matching++;
		else if (!others++)
			trace_call_format(call, line, sizeof(line));
	}
	describe(want, sizeof(want), args);
	snprintf(expected, sizeof(expected), "%s%s", called ? "" : "not ", want);
	if (matching)
		snprintf(observed, sizeof(observed), "%s", want);
	else
		snprintf(observed, sizeof(observed), "%s", others ? line : "not called");
	scenario_emit_check(s, &(struct check){
		.step = "making it", .observer = "trace", .field = (char *)function,
		.expected = expected,
		.observed = matching != called ? observed : expected,
		.ok = called ? matching && !others : !matching });
	scenario_flush(s);
}
