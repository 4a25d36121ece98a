// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/trace/event.h"

#include <stdio.h>
#include <string.h>

#include "lib/trace/parse.h"

static void destroy(struct tracefs_dynevent **event)
{
	if (!*event)
		return;
	tracefs_dynevent_destroy(*event, true);
	tracefs_dynevent_free(*event);
	*event = NULL;
}

static struct tracefs_dynevent *create(struct tracefs_dynevent *event)
{
	if (event && !tracefs_dynevent_create(event))
		return event;
	tracefs_dynevent_free(event);
	return NULL;
}

bool event_init(struct event *event, const struct probe *probe)
{
	char name[64], format[256] = "";

	for (size_t i = 0, at = 0; probe->args[i] && at < sizeof(format); i++)
		at += (size_t)snprintf(format + at, sizeof(format) - at, "%s%s", i ? " " : "",
				       probe->args[i]);
	snprintf(name, sizeof(name), "%s" EVENT_ENTRY_SUFFIX, probe->function);
	event->probe = probe;
	event->entry = create(tracefs_kprobe_alloc(EVENT_GROUP, name, probe->function, format));
	snprintf(name, sizeof(name), "%s" EVENT_RETURN_SUFFIX, probe->function);
	event->ret = !event->entry ? NULL :
		     create(tracefs_kretprobe_alloc(EVENT_GROUP, name, probe->function,
						    "ret=$retval:x64", 0));
	if (!event->ret)
		destroy(&event->entry);
	return event->ret != NULL;
}

void event_deinit(struct event *event)
{
	destroy(&event->ret);
	destroy(&event->entry);
}

void events_remove_all(void)
{
	struct tracefs_dynevent **events;

	events = tracefs_dynevent_get_all(TRACEFS_DYNEVENT_KPROBE | TRACEFS_DYNEVENT_KRETPROBE,
					  EVENT_GROUP);
	for (size_t i = 0; events && events[i]; i++)
		tracefs_dynevent_destroy(events[i], true);
	tracefs_dynevent_list_free(events);
}
