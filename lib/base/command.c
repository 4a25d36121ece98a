// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "lib/base/owned_string.h"
#include "lib/base/tool_path.h"
#include "lib/base/interrupt.h"

struct pipe_reader {
	int fd;
	char *text;
	size_t length;
};

static void read_more(struct pipe_reader *reader)
{
	char buffer[16384];
	ssize_t n = read(reader->fd, buffer, sizeof(buffer));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		close(reader->fd);
		reader->fd = -1;
		return;
	}
	reader->text = realloc(reader->text, reader->length + n + 1);
	if (!reader->text)
		abort();
	memcpy(reader->text + reader->length, buffer, n);
	reader->length += n;
	reader->text[reader->length] = '\0';
}

/* returns false when a signal asks us to stop */
static bool read_all(struct pipe_reader readers[2])
{
	while (readers[0].fd >= 0 || readers[1].fd >= 0) {
		struct pollfd fds[3] = {
			{ .fd = readers[0].fd, .events = POLLIN },
			{ .fd = readers[1].fd, .events = POLLIN },
			{ .fd = interrupt_fd(), .events = POLLIN },
		};

		if (poll(fds, 3, -1) < 0)
			continue;
		for (int i = 0; i < 2; i++)
			if (fds[i].revents)
				read_more(&readers[i]);
		if (fds[2].revents)
			return false;
	}
	return true;
}

static void child(const char *directory, const char *path, char *const argv[], int out, int err)
{
	int null = open("/dev/null", O_RDONLY);

	/* a group of its own: Ctrl-C reaches us, and we stop it in order */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	interrupt_release_child();
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	/* messages are matched and shown: no translations */
	setenv("LC_ALL", "C.UTF-8", 1);
	if (!path)
		errno = ENOENT;
	else if (!directory || !chdir(directory))
		execv(path, argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

struct error *command_run(const char *directory, char *const argv[], struct command_output *output)
{
	struct pipe_reader readers[2] = { { .fd = -1 }, { .fd = -1 } };
	guarded(free) char *path = tool_path(argv[0]);
	int out[2], err[2];
	bool finished;
	pid_t pid;

	*output = (struct command_output){ 0 };
	if (pipe2(out, O_CLOEXEC))
		return error_errno(errno, "pipe");
	if (pipe2(err, O_CLOEXEC)) {
		close(out[0]);
		close(out[1]);
		return error_errno(errno, "pipe");
	}
	pid = fork();
	if (!pid)
		child(directory, path, argv, out[1], err[1]);
	/* here too: a signal that came before may have us kill the group before the child made it */
	if (pid > 0)
		setpgid(pid, pid);
	close(out[1]);
	close(err[1]);
	readers[0].fd = out[0];
	readers[1].fd = err[0];
	finished = pid > 0 && read_all(readers);
	if (pid > 0 && !finished)
		kill(-pid, SIGKILL);
	for (int i = 0; i < 2; i++)
		if (readers[i].fd >= 0)
			close(readers[i].fd);
	output->status = pid > 0 ? wait_for(pid) : -1;
	output->out = readers[0].text ? readers[0].text : string_copy("");
	output->err = readers[1].text ? readers[1].text : string_copy("");
	if (pid < 0)
		return error_errno(errno, "cannot run %s", argv[0]);
	return finished ? NULL : error_create(ERROR_INTERRUPTED, "interrupted");
}

void command_output_clear(struct command_output *output)
{
	free(output->out);
	free(output->err);
	*output = (struct command_output){ 0 };
}

const char *command_last_line(char *text)
{
	size_t length = strlen(text);
	char *line;

	while (length && strchr("\n\r ", text[length - 1]))
		text[--length] = '\0';
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}
