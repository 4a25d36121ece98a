// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/run.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/base/clock.h"
#include "lib/harness/compare.h"
#include "lib/harness/guard.h"
#include "lib/harness/judge.h"
#include "lib/kernel/restrictions.h"
#include "lib/base/owned_string.h"

#define DEFAULT_TIMEOUT 20	/* seconds */
#define DEFAULT_EXIT_TIMEOUT 5

/**
 * struct run_state - what all tests of a run share
 * @pid: ours, whose children are traced
 * @signals: a signalfd for what ends a run
 * @group: the group of tests under way, their names up to the last dot: "fsdax.ext4.hole"; owned
 * @asked: as in struct scenario
 * @started: as clock_now() tells it
 */
struct run_state {
	struct kernel *kernel;
	struct trace *trace;
	struct kmsg *log;
	const struct run_sink *sink;
	char *group;
	bool *asked;
	pid_t pid;
	int signals;
	bool interrupted;
	bool hazardous;
	bool profiled;
	struct limits limits;
	double started;
};

static void note(struct run_state *r, const char *fmt, const char *what, const char *why)
{
	guarded(free) char *text = NULL;

	text = string_format(fmt, what, why);
	if (r->sink->note)
		r->sink->note(r->sink->data, text);
}

/* a process of its own group, so that whatever it forked goes with it */
static __attribute__((noreturn)) void run_child(struct run_state *r, const struct test *test,
						int pipe)
{
	static struct scenario s;
	sigset_t none;
	int rc;

	/* it is large, and all of it is zero: each process comes here once */
	s.type = test->type;
	s.test = test->name;
	s.instance = test->instance;
	s.kernel = r->kernel;
	s.trace = r->trace;
	s.hazardous = r->hazardous;
	s.profiled = r->profiled;
	s.asked = r->asked;
	s.pipe = pipe;
	rc = limits_apply(&r->limits);
	if (rc)
		scenario_broken(&s, "setrlimit: %s", strerror(-rc));
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (s.trace) {
		/* the whole family has been followed from the start: changing that is slow */
		guarded(error) struct error *err = trace_start(s.trace, r->pid);

		if (err)
			scenario_broken(&s, "%s", err->message);
	}
	test->type->run(&s);
	scenario_take_calls(&s);
	scenario_flush(&s);
	/* the end of a process asks about each of its pages */
	if (s.trace)
		trace_stop(s.trace);
	_exit(0);
}

/**
 * struct patience - what a test gets
 * @seconds: in all; from its last word on, @exit
 * @exit: of them, for its end when it has said all
 * @deadline: as clock_now() tells it
 */
struct patience {
	unsigned int seconds, exit;
	double deadline;
};

static struct patience patience_with(const struct scenario_type *type)
{
	struct patience p = { .seconds = type->timeout ? type->timeout : DEFAULT_TIMEOUT,
			      .exit = type->exit_timeout ? type->exit_timeout : DEFAULT_EXIT_TIMEOUT };

	p.deadline = clock_now() + p.seconds;
	return p;
}

/* read what the test says until it is gone: its pipe is closed and its process has ended */
static enum ending watch(struct run_state *r, struct judgement *j, pid_t pid, int pipe,
			 struct patience *patience)
{
	enum ending late = OUT_OF_TIME;
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd fds[] = { { .fd = pipe, .events = POLLIN },
				{ .fd = pidfd, .events = POLLIN },
				{ .fd = r->signals, .events = POLLIN } };
	enum ending ending = ENDED;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		double left = patience->deadline - clock_now();

		if (left <= 0) {
			ending = late;
			break;
		}
		if (poll(fds, 3, (int)(left * 1000) + 1) < 0 && errno != EINTR)
			break;
		if (fds[2].revents) {
			r->interrupted = true;
			ending = INTERRUPTED;
			break;
		}
		if (fds[0].revents && !judgement_read(j, pipe)) {
			fds[0].fd = -1;
			if (patience->deadline > clock_now() + patience->exit) {
				patience->deadline = clock_now() + patience->exit;
				patience->seconds = patience->exit;
				late = LINGERING;
			}
		}
		/*
		 * A grandchild may still hold the pipe: what was written is read, then it is over. The
		 * pipe is asked once more, as poll(2) looked at it before it saw the end.
		 */
		if (!fds[0].revents && fds[1].revents && poll(fds, 1, 0) <= 0)
			break;
	}
	close(pidfd);
	return ending;
}

/* true if the process could be ended; one that cannot be is stuck in the kernel */
static bool reap(pid_t pid, int *status)
{
	double deadline = clock_now() + 5;

	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	while (clock_now() < deadline) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return true;
		poll(NULL, 0, 2);
	}
	return false;
}

/* tests are sorted by name: those of a group follow each other */
static void enter_group(struct run_state *r, const struct test *test)
{
	guarded(free) char *group = string_copy_n(test->name, (size_t)(strrchr(test->name, '.') - test->name));

	if (r->group && !strcmp(r->group, group))
		return;
	free(r->group);
	r->group = take(group);
	memset(r->asked, 0, observers_count() * sizeof(*r->asked));
}

static void took(const struct run_state *r, struct judgement *j, const char *what, double start)
{
	if (r->profiled)
		times_add(&j->times, what, clock_now() - start, 1);
}

static void run_one(struct run_state *r, const struct test *test, struct judgement *j)
{
	struct patience patience = patience_with(test->type);
	double start = clock_now(), said;
	int pipes[2], status = 0;
	enum ending ending;
	pid_t pid;

	enter_group(r, test);
	guards_before(r->kernel);
	judgement_init(j, test, kernel_features(r->kernel));
	/* the log from here on belongs to this test */
	kmsg_mark(test->name);
	if (pipe2(pipes, O_CLOEXEC)) {
		judgement_error(j, "pipe: %s", strerror(errno));
		return;
	}
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		judgement_error(j, "fork: %s", strerror(errno));
	} else if (!pid) {
		close(pipes[0]);
		run_child(r, test, pipes[1]);
	}
	close(pipes[1]);
	took(r, j, "before its process", start);
	if (pid > 0) {
		ending = watch(r, j, pid, pipes[0], &patience);
		said = clock_now();
		if (!reap(pid, &status))
			ending = STUCK;
		if (r->trace)
			trace_stop(r->trace);
		guards_after(r->kernel, j);
		judgement_end(j, ending, status, patience.seconds, r->log);
		took(r, j, "after its process", said);
	}
	close(pipes[0]);
	j->verdict.seconds = clock_now() - start;
}

static void skip(const struct test *test, const char *why, struct judgement *j)
{
	judgement_init(j, test, 0);
	j->verdict.outcome = OUTCOME_SKIP;
	j->verdict.reason = string_copy(why);
}

static bool is_late(const struct run_state *r)
{
	return r->limits.seconds && clock_now() - r->started > (double)r->limits.seconds;
}

static void report(const struct run_state *r, const struct test *test, const struct judgement *j)
{
	r->sink->verdict(r->sink->data, &j->verdict);
	if (r->profiled && r->sink->times)
		r->sink->times(r->sink->data, test, &j->times);
}

static bool run_all(struct run_state *r, const struct tests *tests)
{
	for (size_t i = 0; i < tests->nr && !r->interrupted; i++) {
		const struct test *test = &tests->test[i];
		struct judgement j;
		bool trusted;

		if (r->sink->begin)
			r->sink->begin(r->sink->data, test);
		if (test->missing)
			skip(test, test->missing, &j);
		else if (is_late(r))
			skip(test, "not run: the time of --max-time is over", &j);
		else
			run_one(r, test, &j);
		trusted = !j.untrusted;
		if (!r->interrupted)
			report(r, test, &j);
		judgement_clear(&j);
		if (!trusted)
			return i + 1 == tests->nr;
	}
	return true;
}

static sigset_t ending_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	/* whoever reads the verdicts is gone; blocked, it is not told by dying of it */
	sigaddset(&set, SIGPIPE);
	return set;
}

void run_hold_signals(void)
{
	const sigset_t set = ending_signals();

	sigprocmask(SIG_BLOCK, &set, NULL);
}

int run_open_signals(void)
{
	const sigset_t set = ending_signals();

	run_hold_signals();
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void note_guard(void *data, const char *name, const char *why)
{
	note(data, "%s is not watched: %s", name, why);
}

static void note_restrictions(struct run_state *r)
{
	guarded(free) char *missing = restrictions();

	if (missing)
		note(r, "%s%s", missing, "");
}

static void note_unusable(struct run_state *r)
{
	guards_unavailable(r->kernel, r, note_guard);
	for (const struct observer *const *o = observers_sorted(); *o; o++) {
		const char *why = observer_unusable_reason(r->kernel, *o);

		if (why)
			note(r, "observer %s is not asked: %s", (*o)->name, why);
	}
}

/* looked up once here, what the processes of the tests would each look up again */
static void warm_up(struct kernel *kernel)
{
	struct entry entry;

	kernel_zero_pfn(kernel);
	kernel_huge_zero_pfn(kernel);
	kernel_page_to_pfn(kernel, 0);
	pagetable_walk(kernel, getpid(), (uintptr_t)&entry & ~(PTE_SIZE - 1), &entry);
	/* every page less is one less to copy with each test's process */
	malloc_trim(0);
}

/* only calls about test mappings are kept: fork and exit of every process ask about theirs too */
static struct error *start_trace(struct run_state *r)
{
	struct error *err = trace_open(&r->trace);

	if (!err)
		err = trace_limit(r->trace, MAPPING_FIRST, MAPPING_END);
	if (!err)
		err = trace_start(r->trace, r->pid);
	if (!err) {
		trace_stop(r->trace);
		return NULL;
	}
	trace_close(r->trace);
	r->trace = NULL;
	return err;
}

static bool *share_asked(void)
{
	bool *asked = mmap(NULL, observers_count() * sizeof(*asked), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (asked == MAP_FAILED)
		abort();
	return asked;
}

static struct error *prepare(struct run_state *r, struct tests *tests)
{
	guarded(error) struct error *no_trace = tests->untraced ? NULL : start_trace(r);
	guarded(error) struct error *no_log = kmsg_open(&r->log);
	struct error *err = NULL;

	warm_up(r->kernel);
	if (r->sink->ready)
		err = r->sink->ready(r->sink->data, tests);
	r->hazardous = tests->hazardous;
	r->profiled = tests->profiled;
	r->limits = tests->limits;
	r->started = clock_now();
	/* after it: whoever listens from then on is to hear of it */
	if (!err)
		note_restrictions(r);
	if (!err && no_trace)
		note(r, "no trace%s: %s", "", no_trace->message);
	if (!err && no_log)
		note(r, "kernel log is not checked%s: %s", "", no_log->message);
	if (!err)
		note_unusable(r);
	return err;
}

struct error *tests_run(struct kernel *kernel, struct tests *tests,
			const struct run_sink *sink, bool *complete)
{
	struct run_state r = { .kernel = kernel, .sink = sink, .pid = getpid(),
			       .asked = share_asked(), .signals = run_open_signals() };
	struct error *err = prepare(&r, tests);

	if (!err)
		*complete = run_all(&r, tests) && !r.interrupted;
	trace_close(r.trace);
	kmsg_close(r.log);
	close(r.signals);
	munmap(r.asked, observers_count() * sizeof(*r.asked));
	free(r.group);
	if (r.interrupted)
		err = error_create(ERROR_INTERRUPTED, "interrupted by a signal");
	return err;
}
