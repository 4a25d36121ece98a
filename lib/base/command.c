// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/base/owned_string.h"
#include "lib/base/spawn.h"
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

static void close_reader(struct pipe_reader *reader)
{
	if (reader->fd >= 0)
		close(reader->fd);
	reader->fd = -1;
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

static int status_of(pid_t pid)
{
	int status = spawn_wait(pid);

	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* reads all that it says; true if it came to its end */
static bool read_to_end(pid_t pid, struct pipe_reader readers[2])
{
	bool finished = read_all(readers);

	if (!finished)
		kill(-pid, SIGKILL);
	close_reader(&readers[0]);
	close_reader(&readers[1]);
	return finished;
}

static char *words_of(struct pipe_reader *reader)
{
	return reader->text ? reader->text : string_copy("");
}

/* as a shell does */
static struct error *say_missing(const char *name, struct command_output *output)
{
	output->status = 127;
	output->out = string_copy("");
	output->err = string_format("%s: %s\n", name, strerror(ENOENT));
	return NULL;
}

struct error *command_run(const char *directory, char *const argv[], struct command_output *output)
{
	struct pipe_reader readers[2] = { { .fd = -1 }, { .fd = -1 } };
	guarded(free) char *path = tool_path(argv[0]);
	guarded(fd) int out = -1, complaints = -1;
	struct error *err;
	pid_t pid;

	*output = (struct command_output){ 0 };
	if (!path)
		return say_missing(argv[0], output);
	err = spawn_pipe(&readers[0].fd, &out);
	if (!err)
		err = spawn_pipe(&readers[1].fd, &complaints);
	if (!err)
		err = spawn(&pid, &(struct spawn){ .path = path, .argv = argv, .directory = directory,
						   .input = SPAWN_NULL, .output = out, .errors = complaints,
						   .death_signal = SIGTERM, .group = true, .plain_words = true });
	if (err) {
		close_reader(&readers[0]);
		close_reader(&readers[1]);
		return err;
	}
	close(take_fd(out));
	close(take_fd(complaints));
	if (!read_to_end(pid, readers))
		err = error_create(ERROR_INTERRUPTED, "interrupted");
	output->status = status_of(pid);
	output->out = words_of(&readers[0]);
	output->err = words_of(&readers[1]);
	return err;
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
