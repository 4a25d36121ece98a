// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/loop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "lib/base/clock.h"
#include "lib/base/interrupt.h"

/* @serial is another one in a later watch on a descriptor of the same number */
struct watch {
	int fd;
	unsigned long serial;
	void (*ready)(void *data);
	void *data;
};

struct loop {
	struct watch *watch;
	size_t nr;
	unsigned long serial;
	struct loop_timer *timers;
};

struct loop *loop_create(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (!loop)
		abort();
	return loop;
}

void loop_destroy(struct loop *loop)
{
	if (!loop)
		return;
	free(loop->watch);
	free(loop);
}

void loop_watch(struct loop *loop, int fd, void (*ready)(void *data), void *data)
{
	loop->watch = realloc(loop->watch, (loop->nr + 1) * sizeof(*loop->watch));
	if (!loop->watch)
		abort();
	loop->watch[loop->nr++] = (struct watch){ fd, ++loop->serial, ready, data };
}

static struct watch *find(struct loop *loop, int fd)
{
	for (size_t i = 0; i < loop->nr; i++)
		if (loop->watch[i].fd == fd)
			return &loop->watch[i];
	return NULL;
}

void loop_unwatch(struct loop *loop, int fd)
{
	struct watch *watch = find(loop, fd);

	if (watch)
		*watch = loop->watch[--loop->nr];
}

void loop_arm(struct loop *loop, struct loop_timer *timer, double seconds)
{
	timer->deadline = clock_now() + seconds;
	if (timer->armed)
		return;
	timer->armed = true;
	timer->next = loop->timers;
	loop->timers = timer;
}

void loop_disarm(struct loop *loop, struct loop_timer *timer)
{
	if (!timer->armed)
		return;
	for (struct loop_timer **p = &loop->timers; *p; p = &(*p)->next) {
		if (*p != timer)
			continue;
		*p = timer->next;
		break;
	}
	timer->armed = false;
}

static int milliseconds_to_next(const struct loop *loop)
{
	double least = -1;

	for (const struct loop_timer *t = loop->timers; t; t = t->next)
		if (least < 0 || t->deadline < least)
			least = t->deadline;
	if (least < 0)
		return -1;
	least -= clock_now();
	return least <= 0 ? 0 : (int)(least * 1000) + 1;
}

/* one at a time: firing changes the list */
static bool fire_one(struct loop *loop)
{
	double now = clock_now();

	for (struct loop_timer *t = loop->timers; t; t = t->next) {
		if (t->deadline > now)
			continue;
		loop_disarm(loop, t);
		t->fire(t->data);
		return true;
	}
	return false;
}

/* returns false when a signal came */
static bool poll_once(struct loop *loop)
{
	size_t nr = loop->nr;
	unsigned long newest = loop->serial;
	guarded(free) struct pollfd *fds = calloc(nr + 1, sizeof(*fds));

	if (!fds)
		abort();
	for (size_t i = 0; i < nr; i++)
		fds[i] = (struct pollfd){ .fd = loop->watch[i].fd, .events = POLLIN };
	fds[nr] = (struct pollfd){ .fd = interrupt_fd(), .events = POLLIN };
	if (poll(fds, nr + 1, milliseconds_to_next(loop)) < 0)
		return true;
	if (fds[nr].revents)
		return false;
	for (size_t i = 0; i < nr; i++) {
		/* an earlier one may have ended this one's machine, and started the next */
		struct watch *watch = fds[i].revents ? find(loop, fds[i].fd) : NULL;

		if (watch && watch->serial <= newest)
			watch->ready(watch->data);
	}
	return true;
}

struct error *loop_run(struct loop *loop)
{
	while (loop->nr) {
		if (!poll_once(loop))
			return error_create(ERROR_INTERRUPTED, "interrupted");
		while (fire_one(loop))
			;
	}
	return NULL;
}
