// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/privileges/run_as.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* what root executes has the capabilities of the bounding set */
static bool give_up(const struct less *less)
{
	if (less->capability && prctl(PR_CAPBSET_DROP, less->capability, 0, 0, 0))
		return false;
	if (!less->nobody)
		return true;
	setenv("HOME", NOBODY_HOME, 1);
	return !setgroups(0, NULL) && !setresgid(NOBODY, NOBODY, NOBODY) &&
	       !setresuid(NOBODY, NOBODY, NOBODY);
}

static __attribute__((noreturn)) void become(const struct less *less, const char *const *argv,
					     int out)
{
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	if (give_up(less))
		execvp(argv[0], (char *const *)argv);
	_exit(127);
}

static bool make_home(void)
{
	return (!mkdir(NOBODY_HOME, 0700) || errno == EEXIST) && !chown(NOBODY_HOME, NOBODY, NOBODY);
}

int run_as(const struct less *less, const char *const *argv, char *said, size_t size)
{
	size_t used = 0;
	int pipes[2], status;
	ssize_t n;
	pid_t pid;

	if ((less->nobody && !make_home()) || pipe2(pipes, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid)
		become(less, argv, pipes[1]);
	close(pipes[1]);
	while ((n = read(pipes[0], said + used, size - 1 - used)) > 0)
		used += (size_t)n;
	said[used] = '\0';
	close(pipes[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}
