// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/matrix_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include "lib/base/clock.h"
#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "lib/base/spawn.h"
#include "lib/base/size.h"
#include "lib/base/text.h"
#include "provisioning/machine/run/output_dir.h"
#include "lib/base/regular_file.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/interrupt.h"
#include "provisioning/machine/vm/line_reader.h"
#include "provisioning/machine/vm/loop.h"

/* beside the guest's own: QEMU, and what emulated memory modules hold */
#define MEMORY_OVERHEAD GIB

/**
 * struct kernel_job - the process of one kernel
 * @pid: 0 unless it runs
 * @out, @complaints: what it writes, -1 when at the end
 * @said: its last line on standard error
 */
struct kernel_job {
	const struct matrix_entry *entry;
	struct matrix_state *state;
	char *directory;
	pid_t pid;
	int pidfd, out, complaints;
	struct line_reader lines, errors;
	char *said;
	double started;
	bool done;
};

/** struct matrix_state - @verdicts, @busy (seconds of jobs that ended) are for the progress */
struct matrix_state {
	const struct matrix_plan *plan;
	struct loop *loop;
	struct kernel_job *job;
	unsigned int running, most;
	size_t finished, ran, verdicts;
	double busy;
};

void matrix_job_command(struct string_list *argv, const struct matrix_plan *plan,
			const struct matrix_entry *entry)
{
	string_list_add(argv, "run");
	for (size_t i = 0; i < entry->options.nr; i++)
		string_list_add(argv, "%s", entry->options.item[i]);
	for (size_t i = 0; i < plan->common->nr; i++)
		string_list_add(argv, "%s", plan->common->item[i]);
	string_list_add(argv, "--output=%s/%s", plan->output, entry->name);
}

static char *failure_path(const char *output, const struct matrix_entry *entry)
{
	return string_format("%s/%s.failed", output, entry->name);
}

char *matrix_failure(const char *output, const struct matrix_entry *entry)
{
	guarded(free) char *path = failure_path(output, entry);
	guarded(file) FILE *f = regular_file_stream(path);
	char *line = NULL;
	size_t size = 0;

	if (!f || getline(&line, &size, f) <= 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static void note_failure(const struct kernel_job *job)
{
	guarded(free) char *path = failure_path(job->state->plan->output, job->entry);
	const char *why = job->said ? job->said : "it ended without a word";
	guarded(error) struct error *err = NULL;
	FILE *f = fopen(path, "we");

	if (f)
		fprintf(f, "%s\n", why);
	err = f ? stream_close(f, path) : error_errno(errno, "cannot write %s", path);
	/* the table will not have it */
	if (err)
		text_put_line(stderr, "normalpage: %s: %s (%s)", job->entry->name, why, err->message);
}

/* on a terminal one line that changes, in a log one for each kernel */
static void say_progress(const struct matrix_state *state, const struct kernel_job *ended)
{
	const struct matrix *matrix = state->plan->matrix;
	double left = state->ran ? state->busy / (double)state->ran *
				   (double)(matrix->nr - state->finished) / state->most : 0;
	bool terminal = isatty(STDERR_FILENO);

	if (!terminal && !ended)
		return;
	fprintf(stderr, "%snormalpage: %zu of %zu kernels, %zu verdicts%s%s", terminal ? "\r" : "",
		state->finished, matrix->nr, state->verdicts, ended ? "; ended: " : "",
		ended ? ended->entry->name : "");
	if (left >= 1)
		fprintf(stderr, ", about %.0f s left", left);
	fputs(terminal ? "\033[K" : "\n", stderr);
}

static void on_line(void *data, char *line)
{
	struct kernel_job *job = data;

	if (strstr(line, "\"record\":\"verdict\"")) {
		job->state->verdicts++;
		say_progress(job->state, NULL);
	}
}

static void on_error_line(void *data, char *line)
{
	struct kernel_job *job = data;
	static const char prefix[] = "normalpage: ";

	if (!strncmp(line, prefix, strlen(prefix)))
		line += strlen(prefix);
	free(job->said);
	job->said = string_copy(line);
}

static void close_stream(struct matrix_state *state, int *fd)
{
	if (*fd < 0)
		return;
	loop_unwatch(state->loop, *fd);
	close(*fd);
	*fd = -1;
}

static void out_ready(void *data)
{
	struct kernel_job *job = data;

	if (!line_reader_feed(&job->lines, job->out, on_line, job))
		close_stream(job->state, &job->out);
}

static void errors_ready(void *data)
{
	struct kernel_job *job = data;

	if (!line_reader_feed(&job->errors, job->complaints, on_error_line, job))
		close_stream(job->state, &job->complaints);
}

static void start_next(struct matrix_state *state);

/* a process that was killed had no last word */
static void say_killed(struct kernel_job *job, int status)
{
	if (!WIFSIGNALED(status))
		return;
	free(job->said);
	job->said = string_format("it was killed by signal %d (%s)", WTERMSIG(status),
				  strsignal(WTERMSIG(status)));
}

/* what it wrote is read to the end first: its last words say why it failed */
static void on_exit_of(void *data)
{
	struct kernel_job *job = data;
	struct matrix_state *state = job->state;
	int status = 0;

	while (job->out >= 0)
		out_ready(job);
	while (job->complaints >= 0)
		errors_ready(job);
	loop_unwatch(state->loop, job->pidfd);
	close(job->pidfd);
	waitpid(job->pid, &status, 0);
	job->pid = 0;
	job->done = true;
	say_killed(job, status);
	if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 1))
		note_failure(job);
	state->running--;
	state->finished++;
	state->ran++;
	state->busy += clock_now() - job->started;
	say_progress(state, job);
	start_next(state);
}

/* no process is left behind, nor a pipe */
static struct error *start_process(struct kernel_job *job, const struct string_list *argv)
{
	guarded(fd) int out = -1, complaints = -1, out_near = -1, complaints_near = -1;
	struct error *err = spawn_pipe(&out_near, &out);

	if (!err)
		err = spawn_pipe(&complaints_near, &complaints);
	/* the terminal's Ctrl-C is for us, who tell them */
	if (!err)
		err = spawn(&job->pid, &(struct spawn){ .path = "/proc/self/exe", .argv = argv->item, .output = out,
							.errors = complaints, .death_signal = SIGTERM,
							.group = true });
	if (!err) {
		job->pidfd = pidfd_open(job->pid, 0);
		if (job->pidfd >= 0) {
			job->out = take_fd(out_near);
			job->complaints = take_fd(complaints_near);
			return NULL;
		}
		err = error_errno(errno, "cannot start another process");
		kill(-job->pid, SIGKILL);
		spawn_wait(job->pid);
	}
	job->pid = 0;
	return err;
}

static struct error *start(struct kernel_job *job)
{
	struct matrix_state *state = job->state;
	struct string_list argv guarded(strings) = { 0 };
	struct error *err;

	string_list_add(&argv, "normalpage");
	matrix_job_command(&argv, state->plan, job->entry);
	string_list_add(&argv, "--format=json");
	string_list_add(&argv, "--jobs=1");
	/* on_exit_of() reads it; the style that was asked for is that of the whole */
	string_list_add(&argv, "--exit-style=normalpage");
	err = start_process(job, &argv);
	if (err)
		return err;
	job->started = clock_now();
	state->running++;
	loop_watch(state->loop, job->out, out_ready, job);
	loop_watch(state->loop, job->complaints, errors_ready, job);
	loop_watch(state->loop, job->pidfd, on_exit_of, job);
	return NULL;
}

/* what an interrupted run left of this kernel; @keep: it is complete */
static bool is_left_over(const struct kernel_job *job, bool *keep)
{
	*keep = job->state->plan->resume && output_dir_is_complete(job->directory);
	return !access(job->directory, F_OK);
}

static void start_next(struct matrix_state *state)
{
	for (size_t i = 0; i < state->plan->matrix->nr && state->running < state->most; i++) {
		struct kernel_job *job = &state->job[i];
		guarded(error) struct error *err = NULL;
		guarded(free) char *failure = failure_path(state->plan->output, job->entry);
		bool keep;

		if (job->done || job->pid)
			continue;
		if (is_left_over(job, &keep) && !keep)
			cache_discard(job->directory);
		unlink(failure);
		if (!keep)
			err = start(job);
		if (keep || err) {
			job->done = true;
			state->finished++;
		}
		if (err) {
			job->said = string_copy(err->message);
			note_failure(job);
		}
	}
}

/* results of another run are not overwritten */
static struct error *check_output(const struct matrix_state *state)
{
	const char *output = state->plan->output;
	struct error *err = access(output, F_OK) ? NULL : directory_make_own(output);

	for (size_t i = 0; !err && i < state->plan->matrix->nr; i++) {
		if (state->plan->resume)
			err = output_dir_check_old(state->job[i].directory);
		else if (!access(state->job[i].directory, F_OK))
			err = error_create(ERROR_USAGE, "%s: there are results of another run: --resume "
					   "goes on with them, or name another directory",
					   state->job[i].directory);
	}
	return err ? err : directory_make_own(output);
}

static unsigned int jobs_that_fit(const struct matrix_plan *plan)
{
	guarded(file) FILE *f = fopen("/proc/meminfo", "re");
	unsigned long long kb = 0;
	char line[128];
	uint64_t fit;

	while (f && fgets(line, sizeof(line), f) && sscanf(line, "MemAvailable: %llu kB", &kb) != 1)
		;
	fit = kb ? kb * 1024 / (plan->memory + MEMORY_OVERHEAD) : plan->jobs;
	if (!fit)
		fit = 1;
	return fit < plan->jobs ? (unsigned int)fit : plan->jobs;
}

static void end_all(struct matrix_state *state)
{
	for (size_t i = 0; i < state->plan->matrix->nr; i++)
		if (state->job[i].pid > 0)
			kill(state->job[i].pid, SIGTERM);
	for (size_t i = 0; i < state->plan->matrix->nr; i++) {
		struct kernel_job *job = &state->job[i];

		while (job->pid && waitpid(job->pid, NULL, 0) < 0 && errno == EINTR)
			;
		close_stream(state, &job->out);
		close_stream(state, &job->complaints);
		if (job->pid) {
			loop_unwatch(state->loop, job->pidfd);
			close(job->pidfd);
		}
		line_reader_clear(&job->lines);
		line_reader_clear(&job->errors);
		free(job->directory);
		free(job->said);
	}
	free(state->job);
}

struct error *matrix_run(const struct matrix_plan *plan)
{
	struct loop *loop guarded(loop) = loop_create();
	struct matrix_state state = { .plan = plan, .loop = loop, .most = jobs_that_fit(plan) };
	struct error *err;

	state.job = calloc(plan->matrix->nr, sizeof(*state.job));
	if (!state.job)
		abort();
	for (size_t i = 0; i < plan->matrix->nr; i++)
		state.job[i] = (struct kernel_job){
			.entry = &plan->matrix->entry[i], .state = &state, .out = -1, .complaints = -1,
			.directory = string_format("%s/%s", plan->output,
						   plan->matrix->entry[i].name) };
	err = check_output(&state);
	if (!err) {
		start_next(&state);
		err = loop_run(loop);
	}
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	end_all(&state);
	return err;
}
