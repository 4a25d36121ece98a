// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/xl.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/tool_path.h"
#include "provisioning/xen/xl_conf.h"

/* a guest that is half made when we are killed must not be finished behind the back of a cleanup */
static __attribute__((noreturn)) void become(const char *path, const char *const *argv, int output,
					     pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	if (getppid() != parent)
		_exit(1);
	if (!strcmp(argv[1], "create") && !xl_conf_keep_memory()) {
		dprintf(STDERR_FILENO, "it cannot be kept from taking dom0's memory: /etc/xen/xl.conf: %s\n",
			strerror(errno));
		_exit(1);
	}
	execv(path, (char *const *)argv);
	_exit(127);
}

/*
 * What a command says, up to its first line end. Into memory: "xl create" leaves a process behind that
 * would keep a pipe open, and /tmp may be full.
 */
static char *output_of(const char *path, const char *const *argv, int *status)
{
	guarded(fd) int out = memfd_create("xl", MFD_CLOEXEC);
	char *text = calloc(1, 4096);
	pid_t parent = getpid(), pid;

	if (!text || out < 0)
		abort();
	fflush(NULL);
	pid = fork();
	if (!pid)
		become(path, argv, out, parent);
	*status = -errno;
	if (pid > 0)
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			;
	if (pread(out, text, 4095, 0) < 0)
		text[0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text;
}

struct error *xl_run(char **output, const char *const *argv)
{
	guarded(free) char *path = NULL;
	guarded(free) char *text = NULL;
	struct error *err = tool_find(&path, argv[0], XL_PACKAGE);
	int status;

	if (err)
		return err;
	text = output_of(path, argv, &status);
	if (status < 0)
		return error_errno(-status, "xl %s", argv[1]);
	if (WIFSIGNALED(status))
		return error_create(ERROR_SYSTEM, "xl %s was killed by signal %d (%s)", argv[1],
				    WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (status)
		return error_create(ERROR_SYSTEM, "xl %s: %s", argv[1], text);
	if (output)
		*output = take(text);
	return NULL;
}
