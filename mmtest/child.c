// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct child child_start(struct scenario *s)
{
	struct child child;
	int ends[2];
	char byte;

	if (pipe2(ends, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	child.pid = fork();
	if (child.pid < 0)
		scenario_broken(s, "fork: %s", strerror(errno));
	if (!child.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) != 0);
	}
	close(ends[0]);
	child.pipe = ends[1];
	return child;
}

void child_end(struct scenario *s, struct child *child)
{
	int status;

	close(child->pipe);
	while (waitpid(child->pid, &status, 0) < 0)
		if (errno != EINTR)
			scenario_broken(s, "waiting for the child: %s", strerror(errno));
	if (status)
		scenario_broken(s, "the child ended with wait status %d", status);
}
