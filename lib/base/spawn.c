// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/interrupt.h"

static void put(int from, int to, int null)
{
	if (from)
		dup2(from == SPAWN_NULL ? null : from, to);
}

/* whoever starts programs may hold signals back: interrupt.h, or the test programs */
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

static __attribute__((noreturn)) void child(const struct spawn *p, pid_t parent)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

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
	errno = ENOENT;
	if (p->path && (!p->directory || !chdir(p->directory)))
		execv(p->path, p->argv);
	dprintf(STDERR_FILENO, "%s: %s\n", p->argv[0], strerror(errno));
	_exit(127);
}

struct error *spawn(pid_t *pid, const struct spawn *program)
{
	pid_t parent = getpid();

	fflush(NULL);
	*pid = fork();
	if (!*pid)
		child(program, parent);
	if (*pid < 0)
		return error_errno(errno, "cannot start %s", program->argv[0]);
	/* here too: a signal that came before may have us kill the group before the child made it */
	if (program->group)
		setpgid(*pid, *pid);
	return NULL;
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
