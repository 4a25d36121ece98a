/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kprobe events behind a probe. */
#ifndef NORMALPAGE_TRACE_EVENT_H
#define NORMALPAGE_TRACE_EVENT_H

#include <stdbool.h>
#include <tracefs.h>

#include "lib/trace/probe.h"

#define EVENT_GROUP "normalpage"

/**
 * struct event - a probe's events; all NULL when not created
 * @entry, @ret: at entry and at return, or
 * @call: one at return, which has the arguments, too: since 6.9, for arguments that lie in registers
 * @ret_has_addr: @ret has the address, so that it can be filtered
 */
struct event {
	const struct probe *probe;
	struct tracefs_dynevent *entry;
	struct tracefs_dynevent *ret;
	struct tracefs_dynevent *call;
	bool ret_has_addr;
};

/** event_init - create the events of @probe; false when this kernel cannot have them */
bool event_init(struct event *event, const struct probe *probe);

/** event_filter - let @event pass only where @filter holds, in @instance; 0 or -errno */
int event_filter(const struct event *event, struct tracefs_instance *instance, const char *filter);

/** event_free - free what we hold of it; the kernel keeps its part until events_remove_all() */
void event_free(struct event *event);

/** events_remove_all - remove every event of our group that is not in use, also those of other runs */
void events_remove_all(void);

#endif
