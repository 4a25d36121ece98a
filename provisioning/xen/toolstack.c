// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/toolstack.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <xenstore.h>

#include "lib/kernel/own_guest.h"
#include "lib/base/spawn.h"
#include "lib/base/tool_path.h"
#include "provisioning/xen/xl.h"

#define PID_FILE "/run/xenstored.pid"
#define ANSWER_MS 20000

/* through /dev/xen/xenbus a read never returns where no xenstored is: done by a process that can end */
static bool xenstore_answers(void)
{
	pid_t pid = fork();
	int status = 1;
	guarded(fd) int pidfd = -1;
	struct pollfd fd = { .events = POLLIN };

	if (!pid) {
		struct xs_handle *xs = xs_open(0);
		unsigned int len;

		_exit(!xs || !xs_read(xs, XBT_NULL, "/", &len));
	}
	if (pid < 0)
		return false;
	fd.fd = pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (poll(&fd, 1, ANSWER_MS) <= 0)
		kill(pid, SIGKILL);
	status = spawn_wait(pid);
	return !status;
}

static struct error *run(const char *const *argv)
{
	guarded(free) char *path = NULL;
	struct error *err = tool_find(&path, argv[0], XL_PACKAGE);
	int status;
	pid_t pid;

	/* a daemon stays */
	if (!err)
		err = spawn(&pid, &(struct spawn){ .path = path, .argv = (char *const *)argv });
	if (err)
		return err;
	status = spawn_wait(pid);
	if (status)
		return error_create(ERROR_SYSTEM, "%s failed (status 0x%x)", argv[0],
				    (unsigned int)status);
	return NULL;
}

static struct error *start_daemons(void)
{
	struct error *err;

	mkdir("/run/xenstored", 0755);
	mkdir("/var/lib/xenstored", 0755);
	err = run((const char *[]){ "xenstored", "--pid-file", PID_FILE, NULL });
	if (!err && !xenstore_answers())
		err = error_create(ERROR_SYSTEM, "xenstored does not answer");
	if (!err)
		err = run((const char *[]){ "xen-init-dom0", NULL });
	if (!err)
		err = run((const char *[]){ "xenconsoled", "--pid-file=/run/xenconsoled.pid",
					    "--log=guest", "--log-dir=/var/log/xen/console", NULL });
	return err;
}

struct error *toolstack_start(void)
{
	if (own_guest() && access(PID_FILE, F_OK))
		return start_daemons();
	if (xenstore_answers())
		return NULL;
	return error_create(ERROR_UNTESTABLE, "xenstored does not answer (start Xen's services)");
}
