// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/process.h"

#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/harness/message.h"

#define SAID_WHY 3	/* exit status of another process that skipped or broke off */

const struct instance *scenario_instance(const struct scenario *s)
{
	return s->instance;
}

struct kernel *scenario_kernel(const struct scenario *s)
{
	return s->kernel;
}

static void write_all(int fd, const char *text, size_t len)
{
	if (!full_write(fd, text, len))
		_exit(127);
}

static void write_kept(struct scenario *s)
{
	write_all(s->pipe, s->kept, s->nr_kept);
	s->nr_kept = 0;
}

static void emit(struct scenario *s, const struct message *message)
{
	size_t size = message_write(message, s->kept + s->nr_kept, sizeof(s->kept) - s->nr_kept);

	if (s->nr_kept + size <= sizeof(s->kept)) {
		s->nr_kept += size;
		return;
	}
	write_kept(s);
	if (size > sizeof(s->kept)) {
		guarded(free) char *large = malloc(size);

		if (!large)
			abort();
		write_all(s->pipe, large, message_write(message, large, size));
	} else {
		s->nr_kept = message_write(message, s->kept, sizeof(s->kept));
	}
}

void scenario_flush(struct scenario *s)
{
	for (size_t i = 0; i < s->times.nr; i++)
		emit(s, &(struct message){ .kind = MESSAGE_TIME, .text = s->times.item[i].what,
					   .seconds = s->times.item[i].seconds, .times = s->times.item[i].times });
	times_clear(&s->times);
	write_kept(s);
}

/* not by the vDSO: scenarios protect and unmap it */
static double now(void)
{
	struct timespec ts = { 0 };

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double scenario_clock(const struct scenario *s)
{
	return s->profiled ? now() : 0;
}

void scenario_took(struct scenario *s, const char *what, double start)
{
	if (s->profiled)
		times_add(&s->times, what, now() - start, 1);
}

void scenario_emit_check(struct scenario *s, const struct check *check)
{
	emit(s, &(struct message){ .kind = MESSAGE_CHECK, .check = *check });
}

void scenario_emit_stated(struct scenario *s, const struct stated_run *run)
{
	emit(s, &(struct message){ .kind = MESSAGE_STATED, .stated = *run });
}

static void emit_line(struct scenario *s, const char *list, const char *text)
{
	emit(s, &(struct message){ .kind = MESSAGE_LINE, .list = list, .text = text });
}

void scenario_emit_unshown(struct scenario *s, const struct known_issue *issue)
{
	if (string_list_has(&s->unshown, issue->id))
		return;
	text_list_add(&s->unshown, issue->id);
	emit_line(s, "unshown", issue->id);
}

void scenario_emit_line(struct scenario *s, const char *list, const char *fmt, ...)
{
	guarded(free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = string_vformat(fmt, ap);
	va_end(ap);
	emit_line(s, list, text);
}

/* why has been said */
static __attribute__((noreturn)) void end_process(const struct scenario *s)
{
	_exit(s->other ? SAID_WHY : 0);
}

static __attribute__((noreturn)) void finish(struct scenario *s, enum outcome outcome,
					     const char *reason)
{
	emit(s, &(struct message){ .kind = MESSAGE_OUTCOME, .outcome = outcome, .text = reason });
	scenario_flush(s);
	end_process(s);
}

void scenario_skip(struct scenario *s, const char *fmt, ...)
{
	char *reason;
	va_list ap;

	va_start(ap, fmt);
	reason = string_vformat(fmt, ap);
	va_end(ap);
	finish(s, OUTCOME_SKIP, reason);
}

void scenario_broken(struct scenario *s, const char *fmt, ...)
{
	char *reason;
	va_list ap;

	va_start(ap, fmt);
	reason = string_vformat(fmt, ap);
	va_end(ap);
	finish(s, OUTCOME_ERROR, reason);
}

void scenario_hazard(struct scenario *s, const char *fmt, ...)
{
	guarded(free) char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	what = string_vformat(fmt, ap);
	va_end(ap);
	if (s->hazardous)
		return;
	scenario_emit_line(s, "hazard", "%s", what);
	scenario_skip(s, "hazardous: %s; runs only with --hazardous", what);
}

void scenario_done(struct scenario *s, bool done, const char *what)
{
	if (!done)
		scenario_broken(s, "%s: %s", what, strerror(errno));
}

void scenario_need(struct scenario *s, struct error *err)
{
	if (!err)
		return;
	if (err->kind == ERROR_UNTESTABLE)
		scenario_skip(s, "%s", err->message);
	scenario_broken(s, "%s", err->message);
}

static bool is_new_site(struct scenario *s, const struct trace_call *call)
{
	struct call_site *site;

	for (size_t i = 0; i < s->nr_sites; i++)
		if (s->sites[i].function == call->probe->function &&
		    !strcmp(s->sites[i].caller, call->caller))
			return false;
	if (s->nr_sites == s->room_sites) {
		s->room_sites = s->room_sites ? 2 * s->room_sites : 64;
		s->sites = reallocarray(s->sites, s->room_sites, sizeof(*s->sites));
		if (!s->sites)
			abort();
	}
	site = &s->sites[s->nr_sites++];
	site->function = call->probe->function;
	snprintf(site->caller, sizeof(site->caller), "%s", call->caller);
	return true;
}

/* who asks what a page is: all of them, however many calls of them are shown */
static void emit_callers(struct scenario *s, const struct trace_log *log)
{
	for (size_t i = 0; i < log->nr_calls; i++) {
		const struct trace_call *call = &log->calls[i];

		if (!strncmp(call->probe->function, "vm_normal_", 10) && call->caller[0] &&
		    is_new_site(s, call))
			scenario_emit_line(s, "callers", "%s %s", call->caller,
					   call->probe->function);
	}
}

bool scenario_take_calls(struct scenario *s)
{
	guarded(error) struct error *err = NULL;
	struct trace_log log = { 0 };

	if (!s->trace)
		return false;
	err = trace_take(s->trace, &log);
	if (err)
		scenario_broken(s, "reading the trace: %s", err->message);
	if (log.overrun)
		s->calls.overrun = true;
	emit_callers(s, &log);
	if (log.nr_calls) {
		size_t nr = s->calls.nr_calls + log.nr_calls;

		s->calls.calls = reallocarray(s->calls.calls, nr, sizeof(*log.calls));
		if (!s->calls.calls)
			abort();
		memcpy(s->calls.calls + s->calls.nr_calls, log.calls,
		       log.nr_calls * sizeof(*log.calls));
		s->calls.nr_calls = nr;
	}
	trace_log_clear(&log);
	return true;
}

void expect_result(struct scenario *s, const char *step, const char *what, long expected,
		  long observed, const char *rule)
{
	const struct known_issue *issue = NULL, *due;
	char want[24], got[24];

	snprintf(want, sizeof(want), "%ld", expected);
	snprintf(got, sizeof(got), "%ld", observed);
	if (expected != observed)
		issue = known_issue_match(kernel_features(s->kernel), "result", what, NULL,
					  ~0ull, (uint64_t)expected, (uint64_t)observed);
	else if ((due = known_issue_due(kernel_features(s->kernel), "result", what, NULL, ~0ull,
					s->test)))
		scenario_emit_unshown(s, due);
	scenario_emit_check(s, &(struct check){
		.step = (char *)step, .observer = "result", .kind = CHECK_RESULT, .field = (char *)what,
		.expected = want, .observed = got, .rule = (char *)rule,
		.issue = issue ? (char *)issue->id : NULL, .ok = expected == observed,
		.numbered = expected != observed,
		.numbers = { ~0ull, (uint64_t)expected, (uint64_t)observed } });
	scenario_flush(s);
}

bool try_in_other_process(struct scenario *s, void (*fn)(struct scenario *s, void *arg), void *arg)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		scenario_broken(s, "fork: %s", strerror(errno));
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		s->other = true;
		times_clear(&s->times);
		fn(s, arg);
		scenario_flush(s);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		scenario_broken(s, "the other process died: %s", strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) != SAID_WHY;
}

void in_other_process(struct scenario *s, void (*fn)(struct scenario *s, void *arg), void *arg)
{
	if (!try_in_other_process(s, fn, arg))
		end_process(s);
}
