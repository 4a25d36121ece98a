// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>

static int signals = -1;
static sigset_t before;

struct error *interrupt_catch(void)
{
	sigset_t set;

	if (signals >= 0)
		return NULL;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &before);
	/* a reader that closed our standard output is an error of write(), not a silent death */
	signal(SIGPIPE, SIG_IGN);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return signals < 0 ? error_errno(errno, "signalfd") : NULL;
}

int interrupt_fd(void)
{
	return signals;
}

struct error *interrupt_check(void)
{
	struct pollfd fd = { .fd = signals, .events = POLLIN };

	/* not read: the next caller has to stop as well */
	if (signals < 0 || poll(&fd, 1, 0) <= 0)
		return NULL;
	return error_create(ERROR_INTERRUPTED, "interrupted");
}

void interrupt_release_child(void)
{
	if (signals < 0)
		return;
	sigprocmask(SIG_SETMASK, &before, NULL);
	signal(SIGPIPE, SIG_DFL);
}
