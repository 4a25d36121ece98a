// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/trace/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <tracefs.h>

#include "lib/base/full_lines.h"
#include "lib/kernel/restrictions.h"
#include "lib/trace/event.h"
#include "lib/trace/left.h"
#include "lib/trace/parse.h"

#define DESTROY_TRIES 60
#define DESTROY_MS 50

/* By the PROBE() of every file of the program; the linker names the section's ends. */
extern const struct probe *const __start_probes[];
extern const struct probe *const __stop_probes[];

struct trace {
	struct tracefs_instance *instance;
	struct event *events;
	const struct probe **probes;
	size_t nr_events;
	struct trace_parser parser;
	int pipe;
	int marker;
	int on;
	pid_t followed;
	char text[16384];
};

/* Why there is no tracing here, as far as can be seen from outside. */
static struct error *untestable(const char *what)
{
	int errnum = errno;

	if (geteuid())
		return error_create(ERROR_UNTESTABLE, "%s: tracing needs root", what);
	if (!tracefs_tracing_dir())
		return error_create(ERROR_UNTESTABLE, "%s: no tracefs (CONFIG_FTRACE)", what);
	/* kernel/trace/trace.c:tracing_init_dentry() leaves it empty then */
	if (errnum == EPERM || !tracefs_file_exists(NULL, "tracing_on") ||
	    lockdown_mode() == LOCKDOWN_CONFIDENTIALITY)
		return error_create(ERROR_UNTESTABLE,
				    "%s: tracing is off under lockdown=confidentiality", what);
	return error_create(ERROR_UNTESTABLE,
			    "%s: kernel without CONFIG_KPROBE_EVENTS, or kprobes are disabled",
			    what);
}

static struct error *make_instance(struct trace *trace)
{
	struct error *err;

	if (!tracefs_tracing_dir())
		return untestable("tracefs");
	err = trace_refuse_left();
	if (err)
		return err;
	trace->instance = tracefs_instance_create(TRACE_INSTANCE);
	return trace->instance ? NULL : untestable("tracing instance");
}

static struct error *make_events(struct trace *trace)
{
	size_t room = (size_t)(__stop_probes - __start_probes);

	trace->events = calloc(room, sizeof(*trace->events));
	trace->probes = calloc(room, sizeof(*trace->probes));
	if (!trace->events || !trace->probes)
		return error_errno(ENOMEM, "probes");
	/* cppcheck-suppress comparePointers; the two ends of one section */
	for (const struct probe *const *p = __start_probes; p < __stop_probes; p++) {
		if (!event_init(&trace->events[trace->nr_events], *p))
			continue;
		trace->probes[trace->nr_events++] = *p;
	}
	trace->parser.probes = trace->probes;
	trace->parser.nr_probes = trace->nr_events;
	if (!trace->nr_events)
		return untestable("kprobe events");
	if (tracefs_instance_file_write(trace->instance, "events/" EVENT_GROUP "/enable", "1") < 0)
		return untestable("enabling kprobe events");
	return NULL;
}

/* Replacing the set of pids waits for a grace period; children get into it by themselves. */
static struct error *follow(struct trace *trace, pid_t pid)
{
	char text[32];

	snprintf(text, sizeof(text), "%d", pid);
	if (tracefs_instance_file_write(trace->instance, "set_event_pid", text) < 0)
		return error_errno(errno, "set_event_pid");
	trace->followed = pid;
	return NULL;
}

static struct error *open_files(struct trace *trace)
{
	tracefs_option_enable(trace->instance, TRACEFS_OPTION_EVENT_FORK);
	trace->on = tracefs_instance_file_open(trace->instance, "tracing_on",
					       O_WRONLY | O_CLOEXEC);
	if (trace->on < 0 || write(trace->on, "0", 1) != 1)
		return error_errno(errno, "tracing_on of instance \"" TRACE_INSTANCE "\"");
	trace->marker = tracefs_instance_file_open(trace->instance, "trace_marker",
						   O_WRONLY | O_CLOEXEC);
	trace->pipe = tracefs_instance_file_open(trace->instance, "trace_pipe",
						 O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (trace->marker < 0 || trace->pipe < 0)
		return error_errno(errno, "cannot read instance \"" TRACE_INSTANCE "\"");
	return follow(trace, getpid());
}

struct error *trace_open(struct trace **result)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	struct error *err;

	if (!trace)
		return error_errno(ENOMEM, "trace");
	trace->pipe = trace->marker = trace->on = -1;
	err = make_instance(trace);
	if (!err)
		err = open_files(trace);
	if (!err)
		err = make_events(trace);
	if (err) {
		trace_close(trace);
		return err;
	}
	*result = trace;
	return NULL;
}

/* a test's process that was killed has it open until it is gone, a little later */
static void destroy(struct tracefs_instance *instance)
{
	for (int i = 0; tracefs_instance_destroy(instance) && errno == EBUSY && i < DESTROY_TRIES; i++)
		poll(NULL, 0, DESTROY_MS);
}

void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	cleanup_fd(&trace->pipe);
	cleanup_fd(&trace->marker);
	cleanup_fd(&trace->on);
	if (trace->instance) {
		destroy(trace->instance);
		tracefs_instance_free(trace->instance);
	}
	for (size_t i = 0; i < trace->nr_events; i++)
		event_free(&trace->events[i]);
	if (trace->nr_events)
		events_remove_all();
	free(trace->events);
	free(trace->probes);
	free(trace);
}

static const struct probe *find_probe(const struct trace *trace, const char *function)
{
	for (size_t i = 0; i < trace->nr_events; i++) {
		if (!strcmp(trace->probes[i]->function, function))
			return trace->probes[i];
	}
	return NULL;
}

bool trace_has(const struct trace *trace, const char *function)
{
	return find_probe(trace, function) != NULL;
}

/** struct lines_to - where lines go: to @log, or nowhere if it is NULL */
struct lines_to {
	struct trace *trace;
	struct trace_log *log;
	int error;
};

static bool take_line(void *data, char *line)
{
	struct lines_to *to = data;

	if (to->log)
		to->error = trace_parse_line(&to->trace->parser, to->log, line);
	return !to->error;
}

/* reads whatever is there */
static int drain(struct trace *trace, struct trace_log *log)
{
	struct lines_to to = { .trace = trace, .log = log };
	size_t kept = 0;

	for (;;) {
		ssize_t n = read(trace->pipe, trace->text + kept, sizeof(trace->text) - kept);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		if (!n)
			return 0;
		kept += (size_t)n;
		if (!full_lines(trace->text, &kept, take_line, &to))
			return to.error;
		/* no event is that long: what it was is lost */
		if (kept == sizeof(trace->text)) {
			kept = 0;
			if (log)
				log->overrun = true;
		}
	}
}

struct error *trace_limit(struct trace *trace, uint64_t start, uint64_t end)
{
	char filter[96];

	snprintf(filter, sizeof(filter), "addr >= 0x%" PRIx64 " && addr < 0x%" PRIx64, start, end);
	for (size_t i = 0; i < trace->nr_events; i++) {
		int ret = event_filter(&trace->events[i], trace->instance, filter);

		if (ret)
			return error_errno(-ret, "filter for the calls of %s()",
					   trace->probes[i]->function);
	}
	return NULL;
}

static bool is_followed(const struct trace *trace, pid_t pid)
{
	return pid == trace->followed || (pid == getpid() && getppid() == trace->followed);
}

struct error *trace_start(struct trace *trace, pid_t pid)
{
	struct error *err = is_followed(trace, pid) ? NULL : follow(trace, pid);
	int ret;

	if (err)
		return err;
	ret = drain(trace, NULL);
	if (ret)
		return error_errno(-ret, "trace_pipe");
	trace->parser.section[0] = '\0';
	if (write(trace->on, "1", 1) != 1)
		return error_errno(errno, "tracing_on");
	return NULL;
}

void trace_mark(struct trace *trace, const char *text)
{
	if (write(trace->marker, text, strlen(text)) < 0)
		return;	/* a section without a name is not worth a failure */
}

struct error *trace_take(struct trace *trace, struct trace_log *log)
{
	int ret;

	trace_log_clear(log);
	ret = drain(trace, log);
	return ret ? error_errno(-ret, "trace_pipe") : NULL;
}

void trace_stop(struct trace *trace)
{
	if (write(trace->on, "0", 1) != 1)
		return;
}
