// SPDX-License-Identifier: GPL-2.0-or-later
/* A process that uses a device until it is asked to end. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/base/device.h"
#include "lib/kernel/openers.h"
#include "tests/kill/uses.h"

#define WAITS 200
#define WAIT_USEC 50000

struct error *way_open(const char *device, int *fd)
{
	*fd = open(device, O_RDWR | O_CLOEXEC);
	return *fd < 0 ? error_errno(errno, "%s", device) : NULL;
}

/** struct answer - whether the use was made */
struct answer {
	bool made;
	enum error_kind kind;
	char why[256];
};

static __attribute__((noreturn)) void use(const struct way *way, const char *device, int answers, int end)
{
	struct error *err = way->make(device);
	struct answer answer = { .made = !err };
	char byte;

	if (err) {
		answer.kind = err->kind;
		snprintf(answer.why, sizeof(answer.why), "%s", err->message);
	}
	if (write(answers, &answer, sizeof(answer)) == sizeof(answer))
		while (read(end, &byte, 1) < 0 && errno == EINTR)
			;
	if (way->undo)
		way->undo(device);
	_exit(0);
}

struct error *user_start(const struct way *way, const char *device, struct user *user)
{
	int answers[2], end[2];
	struct answer answer;
	ssize_t n;

	if (pipe2(answers, O_CLOEXEC) || pipe2(end, O_CLOEXEC))
		return error_errno(errno, "pipe");
	user->pid = fork();
	if (!user->pid) {
		close(end[1]);
		use(way, device, answers[1], end[0]);
	}
	close(answers[1]);
	close(end[0]);
	user->end = end[1];
	n = read(answers[0], &answer, sizeof(answer));
	close(answers[0]);
	if (n == sizeof(answer) && answer.made)
		return NULL;
	user_end(user);
	return n == sizeof(answer) ? error_create(answer.kind, "%s", answer.why)
				   : error_create(ERROR_SYSTEM, "the process that uses %s has ended", device);
}

void user_end(struct user *user)
{
	close(user->end);
	if (user->pid > 0)
		waitpid(user->pid, NULL, 0);
}

static struct error *count_others(const char *device, unsigned int *others)
{
	guarded(fd) int fd = -1;
	struct error *err = device_open(device_name(device), O_RDONLY, &fd);

	if (!err)
		err = kernel_openers(fd, others);
	--*others;
	return err;
}

struct error *user_wait_free(const char *device, unsigned int *others)
{
	struct error *err = count_others(device, others);

	for (int i = 0; !err && *others && i < WAITS; i++) {
		usleep(WAIT_USEC);
		err = count_others(device, others);
	}
	return err;
}
