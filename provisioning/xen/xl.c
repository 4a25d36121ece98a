// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/xl.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/spawn.h"
#include "lib/base/tool_path.h"
#include "provisioning/xen/xl_conf.h"

static bool keep_memory(void *data)
{
	(void)data;
	if (xl_conf_keep_memory())
		return true;
	dprintf(STDERR_FILENO, "it cannot be kept from taking dom0's memory: /etc/xen/xl.conf: %s\n",
		strerror(errno));
	return false;
}

/*
 * What a command says, up to its first line end. Into memory: "xl create" leaves a process behind that
 * would keep a pipe open, and /tmp may be full.
 */
static struct error *output_of(char **text, const char *path, const char *const *argv, int *status)
{
	guarded(fd) int out = memfd_create("xl", MFD_CLOEXEC);
	struct error *err;
	pid_t pid;

	*text = calloc(1, 4096);
	if (!*text || out < 0)
		abort();
	/* a guest that is half made when we are killed must not be finished behind the back of a cleanup */
	err = spawn(&pid, &(struct spawn){ .path = path, .argv = (char *const *)argv, .output = out, .errors = out,
					   .death_signal = SIGKILL,
					   .prepare = strcmp(argv[1], "create") ? NULL : keep_memory });
	if (err)
		return err;
	*status = spawn_wait(pid);
	if (pread(out, *text, 4095, 0) < 0)
		(*text)[0] = '\0';
	(*text)[strcspn(*text, "\n")] = '\0';
	return NULL;
}

struct error *xl_run(char **output, const char *const *argv)
{
	guarded(free) char *path = NULL;
	guarded(free) char *text = NULL;
	struct error *err = tool_find(&path, argv[0], XL_PACKAGE);
	int status;

	if (!err)
		err = output_of(&text, path, argv, &status);
	if (err)
		return err;
	if (WIFSIGNALED(status))
		return error_create(ERROR_SYSTEM, "xl %s was killed by signal %d (%s)", argv[1],
				    WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (status)
		return error_create(ERROR_SYSTEM, "xl %s: %s", argv[1], text);
	if (output)
		*output = take(text);
	return NULL;
}
