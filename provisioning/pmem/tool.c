// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/tool.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/tool_path.h"

/* what a dead run has started writes no longer */
static __attribute__((noreturn)) void become(const char *path, const char *const *argv, pid_t parent,
					     int errors)
{
	sigset_t none;

	dup2(errors, STDERR_FILENO);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		execv(path, (char *const *)argv);
	dprintf(STDERR_FILENO, "%s\n", strerror(errno));
	_exit(126);
}

/* the last line that it said before it told how it is used; without one, its status */
static struct error *explain(const char *name, int errors, int status)
{
	char said[1024];
	ssize_t n = pread(errors, said, sizeof(said) - 1, 0);
	char *line;

	said[n > 0 ? n : 0] = '\0';
	line = strstr(said, "\nUsage:");
	if (line)
		*line = '\0';
	while (*said && said[strlen(said) - 1] == '\n')
		said[strlen(said) - 1] = '\0';
	line = strrchr(said, '\n');
	line = line ? line + 1 : said;
	if (!*line)
		return error_create(ERROR_SYSTEM, "%s failed (status 0x%x)", name,
				    (unsigned int)status);
	return error_create(ERROR_SYSTEM, "%s failed: %s", name, line);
}

struct error *tool_run(const char *const *argv, const char *package)
{
	guarded(fd) int errors = memfd_create("stderr", MFD_CLOEXEC);
	guarded(free) char *path = NULL;
	pid_t parent = getpid(), pid;
	int status = 0;
	struct error *err = tool_find(&path, argv[0], package);

	if (err)
		return err;
	fflush(NULL);
	pid = fork();
	if (!pid)
		become(path, argv, parent, errors);
	if (pid < 0)
		return error_errno(errno, "%s", argv[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status ? explain(argv[0], errors, status) : NULL;
}
