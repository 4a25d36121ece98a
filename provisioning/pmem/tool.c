// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/tool.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

struct error *tool_run(const char *const *argv, const char *package)
{
	int rc, status;
	pid_t pid;

	rc = posix_spawnp(&pid, argv[0], NULL, NULL, (char **)argv, environ);
	if (rc && rc != ENOENT)
		return error_errno(rc, "%s", argv[0]);
	while (!rc && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (rc || (WIFEXITED(status) && WEXITSTATUS(status) == 127))
		return error_create(ERROR_MISSING, "%s is not installed (package %s)", argv[0],
				    package);
	if (status)
		return error_create(ERROR_SYSTEM, "%s failed (status 0x%x)", argv[0],
				    (unsigned int)status);
	return NULL;
}
