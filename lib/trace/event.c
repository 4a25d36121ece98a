// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/trace/event.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"
#include "lib/trace/parse.h"

static void destroy(struct tracefs_dynevent **event)
{
	if (!*event)
		return;
	/* not by force: our instance, the only one that enabled it, is gone, and force looks into all */
	tracefs_dynevent_destroy(*event, false);
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

static char *join_args(const struct probe *probe)
{
	char *text = string_copy("");

	for (size_t i = 0; probe->args[i]; i++)
		string_append(&text, " ", probe->args[i]);
	return text;
}

static const char *address_arg(const struct probe *probe)
{
	for (size_t i = 0; probe->args[i]; i++) {
		if (!strncmp(probe->args[i], "addr=", 5))
			return probe->args[i];
	}
	return NULL;
}

static struct tracefs_dynevent *create_return(struct event *event)
{
	const struct probe *probe = event->probe;
	const char *addr = address_arg(probe);
	struct tracefs_dynevent *ret = NULL;
	const char *left = probe->left;
	guarded(free) char *name = string_format("%s" EVENT_RETURN_SUFFIX, probe->function);
	guarded(free) char *format = string_format("ret=$retval:x64%s%s %s",
						   left ? " " EVENT_LEFT : "",
						   left ? left + strcspn(left, "=") : "",
						   addr ? addr : "");

	if (addr)
		ret = create(tracefs_kretprobe_alloc(EVENT_GROUP, name, probe->function, format,
						     0));
	event->ret_has_addr = ret != NULL;
	if (ret)
		return ret;
	return create(tracefs_kretprobe_alloc(EVENT_GROUP, name, probe->function,
					      "ret=$retval:x64", 0));
}

/* memory behind an argument may be another one when the function returns */
static bool in_registers(const struct probe *probe)
{
	for (size_t i = 0; probe->args[i]; i++)
		if (strchr(probe->args[i], '=')[1] != '$')
			return false;
	return !probe->left;
}

/* kernel/trace/trace_probe.c: an argument in a return probe is the one that was passed (since 6.9) */
static struct tracefs_dynevent *create_call(const struct probe *probe)
{
	guarded(free) char *name = string_format("%s" EVENT_CALL_SUFFIX, probe->function);
	guarded(free) char *args = join_args(probe);
	guarded(free) char *format = string_format("ret=$retval:x64 %s", args);

	return create(tracefs_kretprobe_alloc(EVENT_GROUP, name, probe->function, format, 0));
}

bool event_init(struct event *event, const struct probe *probe)
{
	guarded(free) char *name = string_format("%s" EVENT_ENTRY_SUFFIX, probe->function);
	guarded(free) char *format = join_args(probe);

	*event = (struct event){ .probe = probe };
	if (in_registers(probe))
		event->call = create_call(probe);
	if (event->call)
		return true;
	event->entry = create(tracefs_kprobe_alloc(EVENT_GROUP, name, probe->function, format));
	if (event->entry)
		event->ret = create_return(event);
	if (!event->ret)
		destroy(&event->entry);
	return event->ret != NULL;
}

static int write_filter(struct tracefs_instance *instance, const char *function,
			const char *suffix, const char *filter)
{
	guarded(free) char *path = string_format("events/" EVENT_GROUP "/%s%s/filter", function,
						 suffix);

	return tracefs_instance_file_write(instance, path, filter) < 0 ? -errno : 0;
}

int event_filter(const struct event *event, struct tracefs_instance *instance, const char *filter)
{
	const char *function = event->probe->function;
	int ret;

	if (!address_arg(event->probe))
		return 0;
	if (event->call)
		return write_filter(instance, function, EVENT_CALL_SUFFIX, filter);
	ret = write_filter(instance, function, EVENT_ENTRY_SUFFIX, filter);
	if (!ret && event->ret_has_addr)
		ret = write_filter(instance, function, EVENT_RETURN_SUFFIX, filter);
	return ret;
}

void event_free(struct event *event)
{
	tracefs_dynevent_free(event->call);
	tracefs_dynevent_free(event->ret);
	tracefs_dynevent_free(event->entry);
	*event = (struct event){ 0 };
}

void events_remove_all(void)
{
	struct tracefs_dynevent **events;

	/* the whole group with one write, which older kernels refuse */
	if (tracefs_instance_file_append(NULL, "dynamic_events", "-:" EVENT_GROUP "/\n") > 0)
		return;
	events = tracefs_dynevent_get_all(TRACEFS_DYNEVENT_KPROBE | TRACEFS_DYNEVENT_KRETPROBE,
					  EVENT_GROUP);
	for (size_t i = 0; events && events[i]; i++)
		tracefs_dynevent_destroy(events[i], true);
	tracefs_dynevent_list_free(events);
}
