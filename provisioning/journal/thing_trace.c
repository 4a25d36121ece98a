// SPDX-License-Identifier: GPL-2.0-or-later
/* The tracing instance and the probes of lib/trace, whose names are its own. */
#include "lib/trace/left.h"
#include "lib/base/owned_string.h"
#include "provisioning/journal/thing.h"

static char *describe(struct json_object *thing)
{
	(void)thing;
	return string_copy("tracing instance and probes \"normalpage\"");
}

static enum thing_state look(struct json_object *thing, char **why)
{
	(void)thing;
	if (!trace_can_tell())
		return thing_foreign(why, "tracefs cannot be looked at: mount it at /sys/kernel/tracing");
	return trace_left() ? THING_OURS : THING_GONE;
}

static struct error *remove_it(struct json_object *thing)
{
	(void)thing;
	return trace_remove_left();
}

THING_KIND(trace) = {
	.name = "trace",
	.machine = true,
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
