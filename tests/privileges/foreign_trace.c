// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/privileges/foreign_trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/base/full_write.h"

#define TRACING "/sys/kernel/tracing/"
#define INSTANCE TRACING "instances/foreign/"

/* in the order in which they are set; in the top instance, and in one of its own */
static const struct {
	const char *file, *text;
} steps[] = {
	{ TRACING "kprobe_events", "p:foreign/opens do_sys_openat2" },
	{ TRACING "kprobe_events", "r:foreign/normal vm_normal_page ret=$retval" },
	{ TRACING "set_ftrace_filter", "vfs_fsync_range" },
	{ TRACING "current_tracer", "function" },
	{ TRACING "events/foreign/enable", "1" },
	{ INSTANCE "events/foreign/opens/filter", "common_pid > 1" },
	{ INSTANCE "events/foreign/enable", "1" },
	{ INSTANCE "trace_clock", "mono" },
};

static const char *const settings[] = {
	TRACING "kprobe_events", TRACING "set_ftrace_filter", TRACING "current_tracer",
	TRACING "tracing_on", TRACING "trace_clock", TRACING "trace_options", TRACING "set_event",
	TRACING "set_event_pid", TRACING "buffer_size_kb", TRACING "events/foreign/enable",
	INSTANCE "tracing_on", INSTANCE "trace_clock", INSTANCE "trace_options", INSTANCE "set_event",
	INSTANCE "set_event_pid", INSTANCE "buffer_size_kb", INSTANCE "current_tracer",
	INSTANCE "events/foreign/enable", INSTANCE "events/foreign/opens/filter",
};

static bool write_to(const char *path, const char *text, int flags)
{
	guarded(fd) int fd = open(path, O_WRONLY | flags | O_CLOEXEC);

	return fd >= 0 && full_write(fd, text, strlen(text));
}

const char *foreign_trace_start(void)
{
	if (mkdir(INSTANCE, 0700) && errno != EEXIST)
		return INSTANCE;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (!write_to(steps[i].file, steps[i].text,
			      strstr(steps[i].file, "kprobe_events") ? O_APPEND : 0))
			return steps[i].file;
	return NULL;
}

char *foreign_trace_settings(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; out && i < ARRAY_SIZE(settings); i++) {
		guarded(file) FILE *f = fopen(settings[i], "re");
		int c;

		fprintf(out, "%s:\n", settings[i]);
		while (f && (c = getc(f)) != EOF)
			putc(c, out);
	}
	if (out)
		fclose(out);
	return text;
}

/* kernel/trace/trace_kprobe.c probes_profile_seq_show(): "  opens      1234     0" */
long foreign_trace_calls(void)
{
	guarded(file) FILE *f = fopen(TRACING "kprobe_profile", "re");
	char line[256], name[64];
	long calls;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s %ld", name, &calls) == 2 && !strcmp(name, "opens"))
			return calls;
	return -1;
}

static long strange_in(const char *path)
{
	guarded(file) FILE *f = fopen(path, "re");
	char line[1024];
	long nr = 0;

	/* "name: (function+0x0/0x10) ...": our events have other names */
	while (f && fgets(line, sizeof(line), f))
		nr += line[0] != '#' && strstr(line, ": (") && !strstr(line, " opens: (") &&
		      !strstr(line, " normal: (");
	return f ? nr : -1;
}

long foreign_trace_strange(void)
{
	return strange_in(TRACING "trace") + strange_in(INSTANCE "trace");
}

void foreign_trace_end(void)
{
	write_to(INSTANCE "events/foreign/enable", "0", 0);
	write_to(TRACING "events/foreign/enable", "0", 0);
	write_to(TRACING "current_tracer", "nop", 0);
	write_to(TRACING "set_ftrace_filter", "\n", O_TRUNC);
	rmdir(INSTANCE);
	write_to(TRACING "kprobe_events", "-:foreign/opens", O_APPEND);
	write_to(TRACING "kprobe_events", "-:foreign/normal", O_APPEND);
}
