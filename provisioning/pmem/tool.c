// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/tool.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* what a dead run has started writes no longer */
static __attribute__((noreturn)) void become(const char *const *argv, pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		execvp(argv[0], (char *const *)argv);
	_exit(127);
}

struct error *tool_run(const char *const *argv, const char *package)
{
	pid_t parent = getpid(), pid;
	int status = 0;

	fflush(NULL);
	pid = fork();
	if (!pid)
		become(argv, parent);
	if (pid < 0)
		return error_errno(errno, "%s", argv[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_create(ERROR_MISSING, "%s is not installed (package %s)", argv[0],
				    package);
	if (status)
		return error_create(ERROR_SYSTEM, "%s failed (status 0x%x)", argv[0],
				    (unsigned int)status);
	return NULL;
}
