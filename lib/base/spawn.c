// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/full_write.h"
#include "lib/base/interrupt.h"

static void put(int from, int to, int null)
{
	if (from)
		dup2(from == SPAWN_NULL ? null : from, to);
}

/* the caller may have blocked signals: interrupt.h, or the test programs */
static void release_signals(void)
{
	sigset_t none;

	if (interrupt_fd() >= 0) {
		interrupt_release_child();
		return;
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* @failure: gets the errno of what keeps the program from being executed; closed as soon as it is */
static __attribute__((noreturn)) void child(const struct spawn *p, pid_t parent, int failure)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), errnum;

	if (p->group)
		setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, p->death_signal);
	/* who ended before sends nothing */
	if (p->death_signal && getppid() != parent)
		_exit(127);
	release_signals();
	put(p->input, STDIN_FILENO, null);
	put(p->output, STDOUT_FILENO, null);
	put(p->errors, STDERR_FILENO, null);
	for (size_t i = 0; i < p->nr_keep; i++)
		if (p->keep[i] >= 0)
			fcntl(p->keep[i], F_SETFD, 0);
	if (p->plain_words)
		setenv("LC_ALL", "C.UTF-8", 1);
	if (p->prepare && !p->prepare(p->data))
		_exit(127);
	if (!p->directory || !chdir(p->directory))
		execv(p->path, p->argv);
	errnum = errno;
	full_write(failure, &errnum, sizeof(errnum));
	_exit(127);
}

/* 0 once the program is executed, or was not for a reason that it has said itself */
static int read_failure(int fd)
{
	int errnum = 0;
	ssize_t n;

	do
		n = read(fd, &errnum, sizeof(errnum));
	while (n < 0 && errno == EINTR);
	return n == sizeof(errnum) ? errnum : 0;
}

struct error *spawn(pid_t *pid, const struct spawn *program)
{
	guarded(fd) int near = -1, far = -1;
	struct error *err = spawn_pipe(&near, &far);
	pid_t parent = getpid();
	int errnum;

	*pid = -1;
	if (err)
		return err;
	fflush(NULL);
	*pid = fork();
	if (!*pid)
		child(program, parent, far);
	if (*pid < 0)
		return error_errno(errno, "cannot start %s", program->argv[0]);
	close(take_fd(far));
	errnum = read_failure(near);
	if (!errnum)
		return NULL;
	spawn_wait(*pid);
	*pid = -1;
	return error_errno(errnum, "cannot start %s%s%s", program->argv[0], program->directory ? " in " : "",
			   program->directory ? program->directory : "");
}

int spawn_wait(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

struct error *spawn_pipe(int *near, int *far)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return error_errno(errno, "pipe");
	*near = ends[0];
	*far = ends[1];
	return NULL;
}
