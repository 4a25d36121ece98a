// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/trace/left.h"

#include <tracefs.h>

#include "lib/kernel/system_file.h"
#include "lib/trace/event.h"

bool trace_left(void)
{
	if (!tracefs_tracing_dir())
		return false;
	return tracefs_instance_exists(TRACE_INSTANCE) ||
	       tracefs_dir_exists(NULL, (char *)"events/" EVENT_GROUP);
}

bool trace_can_tell(void)
{
	return tracefs_tracing_dir() || !system_file_has("/proc/filesystems", "tracefs");
}

struct error *trace_refuse_left(void)
{
	if (!trace_left())
		return NULL;
	return error_create(ERROR_SYSTEM, "tracing instance or probes \"" TRACE_INSTANCE "\" are there, "
			    "of another run or foreign: wait for it, or remove "
			    "/sys/kernel/tracing/instances/" TRACE_INSTANCE " and the probes "
			    EVENT_GROUP "/* of dynamic_events");
}

struct error *trace_remove_left(void)
{
	struct tracefs_instance *instance;
	int rc = 0;

	if (!tracefs_tracing_dir())
		return NULL;
	if (tracefs_instance_exists(TRACE_INSTANCE)) {
		instance = tracefs_instance_create(TRACE_INSTANCE);
		rc = instance ? tracefs_instance_destroy(instance) : -1;
		tracefs_instance_free(instance);
	}
	if (rc)
		return error_create(ERROR_SYSTEM, "tracing instance \"" TRACE_INSTANCE
				    "\" is in use by another run");
	events_remove_all();
	return NULL;
}
