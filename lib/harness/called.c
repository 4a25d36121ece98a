// SPDX-License-Identifier: GPL-2.0-or-later
/* What the trace proves of the functions that made a mapping. */
#include "lib/harness/called.h"

#include <string.h>

#include "lib/harness/process.h"
#include "lib/base/owned_string.h"

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

static const char *unknown_arg(const struct trace_call *call, const struct arg_expectation *args)
{
	for (; args->name; args++) {
		if (trace_arg(call, args->name) < 0)
			return args->name;
		if (args->same_as && trace_arg(call, args->same_as) < 0)
			return args->same_as;
	}
	return NULL;
}

static char *describe(bool called, const struct arg_expectation *args)
{
	char *text = string_copy(called ? "called" : "not called");

	for (; args->name; args++) {
		guarded(free) char *before = text;

		text = args->same_as
			? string_format("%s, %s = %s", before, args->name, args->same_as)
			: string_format("%s, %s = %llu", before, args->name,
					(unsigned long long)args->value);
	}
	return text;
}

static char *describe_wrong(const struct trace_call *wrong, unsigned int nr_wrong,
			    unsigned int nr_calls)
{
	char line[TRACE_CALL_TEXT];

	if (!wrong)
		return string_copy("not called");
	trace_call_format(wrong, line, sizeof(line));
	if (nr_calls == 1)
		return string_copy(line);
	return string_format("%u of %u calls: %s", nr_wrong, nr_calls, line);
}

void called_judge(const struct trace_log *log, const char *function, bool called,
		  const struct arg_expectation *args, struct called *result)
{
	const struct trace_call *wrong = NULL;
	unsigned int nr_calls = 0, nr_wrong = 0;

	*result = (struct called){ 0 };
	for (size_t i = 0; i < log->nr_calls; i++) {
		const struct trace_call *call = &log->calls[i];

		if (strcmp(call->probe->function, function))
			continue;
		nr_calls++;
		if (!result->unknown)
			result->unknown = unknown_arg(call, args);
		if (call_matches(call, args) != called && !nr_wrong++)
			wrong = call;
	}
	result->ok = !nr_wrong && (nr_calls || !called);
	result->expected = describe(called, args);
	result->observed = result->ok ? string_copy(result->expected)
				      : describe_wrong(wrong, nr_wrong, nr_calls);
}

void called_clear(struct called *result)
{
	free(result->expected);
	free(result->observed);
	*result = (struct called){ 0 };
}

void expect_calls(struct scenario *s, const char *function, bool called,
		  const struct arg_expectation *args)
{
	struct called result guarded(called) = { 0 };

	if (!scenario_take_calls(s) || !trace_has(s->trace, function))
		return;
	called_judge(&s->calls, function, called, args, &result);
	if (result.unknown)
		scenario_broken(s, "the probe of %s() has no argument '%s'", function, result.unknown);
	/* what was lost may have been the call, or a wrong one */
	if (s->calls.overrun) {
		result.ok = false;
		free(result.observed);
		result.observed = string_copy("some events lost: the trace buffer was too small");
	}
	scenario_emit_check(s, &(struct check){
		.step = "making it", .observer = CHECK_OBSERVER_TRACE, .kind = CHECK_TRACE, .field = (char *)function,
		.expected = result.expected, .observed = result.observed, .ok = result.ok });
	scenario_flush(s);
}
