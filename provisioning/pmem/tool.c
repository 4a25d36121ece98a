// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/tool.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/spawn.h"
#include "lib/base/tool_path.h"

/* its last line before the usage text; without one, its status */
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
	struct error *err = tool_find(&path, argv[0], package);
	int status;
	pid_t pid;

	/* what a dead run has started writes no longer */
	if (!err)
		err = spawn(&pid, &(struct spawn){ .path = path, .argv = (char *const *)argv, .errors = errors,
						   .death_signal = SIGKILL });
	if (err)
		return err;
	status = spawn_wait(pid);
	return status ? explain(argv[0], errors, status) : NULL;
}
