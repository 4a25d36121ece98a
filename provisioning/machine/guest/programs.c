// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that the host asks for, and the children of others that end up with init. */
#include "provisioning/machine/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "provisioning/machine/guest/request.h"

static pid_t program = -1;
static int program_input = -1;
static pid_t shell = -1;

static void child_prepare(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
}

void program_start(struct json_object *request)
{
	guarded(free) const char **argv = request_argv(request);
	int input[2];

	if (!argv || program > 0 || pipe2(input, O_CLOEXEC)) {
		channel_failed("run", argv ? EBUSY : EINVAL);
		return;
	}
	program = fork();
	if (program < 0) {
		channel_fatal("fork", errno);
		close(input[0]);
		close(input[1]);
		return;
	}
	if (program) {
		close(input[0]);
		program_input = input[1];
		return;
	}
	child_prepare();
	dup2(input[0], STDIN_FILENO);
	dup2(channel_fd(), STDOUT_FILENO);
	execvp(argv[0], (char *const *)argv);
	dprintf(STDERR_FILENO, "normalpage: cannot run %s in the guest: %m\n", argv[0]);
	_exit(127);
}

void program_tell(struct json_object *request)
{
	const char *line = json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN);

	if (program_input < 0 || dprintf(program_input, "%s\n", line) < 0)
		channel_failed("tests", EPIPE);
}

/* a file that is gone with the last who has it open */
static int hold(const char *text)
{
	int fd = memfd_create("script", 0);

	dprintf(fd, "%s", text);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

void program_shell(struct json_object *request)
{
	const char *script = request_script(request);
	int console;

	shell = fork();
	if (shell < 0)
		channel_fatal("fork", errno);
	if (shell)
		return;
	child_prepare();
	/* /dev/console cannot be a controlling terminal: take what is behind it */
	console = open(access("/proc/xen/privcmd", F_OK) ? "/dev/ttyS0" : "/dev/hvc0", O_RDWR);
	if (console >= 0) {
		ioctl(console, TIOCSCTTY, 0);
		for (int fd = 0; fd < 3; fd++)
			dup2(console, fd);
	}
	if (script)
		dup2(hold(script), STDIN_FILENO);
	execlp("sh", "sh", "-l", (char *)NULL);
	_exit(127);
}

/* taint bits survive the program: the host sees that the kernel oopsed in it */
static unsigned long kernel_taint(void)
{
	unsigned long taint = 0;
	FILE *f = fopen("/proc/sys/kernel/tainted", "re");

	if (f && fscanf(f, "%lu", &taint) != 1)
		taint = 0;
	if (f)
		fclose(f);
	return taint;
}

static void report_exit(int status)
{
	struct json_object *record = channel_record("exit");
	int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);

	json_object_object_add(record, "status", json_object_new_int(code));
	json_object_object_add(record, "tainted", json_object_new_int64(kernel_taint()));
	channel_send(record);
}

void program_reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != program && pid != shell)
			continue;
		if (pid == program) {
			close(program_input);
			program_input = -1;
		}
		program = pid == program ? -1 : program;
		shell = pid == shell ? -1 : shell;
		report_exit(status);
	}
}
