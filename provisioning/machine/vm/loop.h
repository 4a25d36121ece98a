/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One event loop for all machines of a process: descriptors, timers, and the signals that end it.
 */
#ifndef NORMALPAGE_MACHINE_VM_LOOP_H
#define NORMALPAGE_MACHINE_VM_LOOP_H

#include <stdbool.h>

#include "lib/base/error.h"

struct loop;

/**
 * struct loop_timer - belongs to its user, who keeps it as long as it is armed
 * @fire: called once when the time has come
 */
struct loop_timer {
	void (*fire)(void *data);
	void *data;
	double deadline;
	struct loop_timer *next;
	bool armed;
};

struct loop *loop_create(void);
void loop_destroy(struct loop *loop);

/** loop_watch - call @ready whenever @fd can be read or has hung up; @fd is borrowed */
void loop_watch(struct loop *loop, int fd, void (*ready)(void *data), void *data);

/** loop_unwatch - to be called before @fd is closed; allowed for one that is not watched */
void loop_unwatch(struct loop *loop, int fd);

/** loop_arm - let @timer fire in @seconds; one that is armed is armed again */
void loop_arm(struct loop *loop, struct loop_timer *timer, double seconds);
void loop_disarm(struct loop *loop, struct loop_timer *timer);

/**
 * loop_run - serve until nothing is watched any more
 *
 * Returns ERROR_INTERRUPTED as soon as a signal came (see interrupt_catch()).
 */
error_check struct error *loop_run(struct loop *loop);

DEFINE_CLEANUP(loop, struct loop *, loop_destroy(VALUE))

#endif
