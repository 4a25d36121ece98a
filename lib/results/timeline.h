/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What took how long in a run: its machines, boots and tests, from the records of a result directory. */
#ifndef NORMALPAGE_RESULTS_TIMELINE_H
#define NORMALPAGE_RESULTS_TIMELINE_H

#include "lib/verdict/times.h"
#include "lib/verdict/verdict.h"

/** struct timeline_test - all times are seconds since the run began; @name is owned */
struct timeline_test {
	char *name;
	double begin, seconds;
	enum outcome outcome;
};

/**
 * enum boot_event - what happens in a boot, in this order
 * @BOOT_STARTED: QEMU was started
 * @BOOT_HELLO: the guest's init runs
 * @BOOT_READY: modules are loaded
 * @BOOT_WAITING: the test program has prepared all
 * @BOOT_RUNNING: it knows its tests
 * @BOOT_EXITED: it has ended
 * @BOOT_ENDED: QEMU is gone
 */
enum boot_event {
	BOOT_STARTED,
	BOOT_HELLO,
	BOOT_READY,
	BOOT_WAITING,
	BOOT_RUNNING,
	BOOT_EXITED,
	BOOT_ENDED,
	NR_BOOT_EVENTS,
};

/**
 * struct timeline_boot - one life of a machine
 * @machine, @accel, @end: names, as in the records; owned
 * @at: of each event; below 0 for one that did not come
 * @uptime: what the kernel said at BOOT_HELLO: before it, firmware and decompression
 */
struct timeline_boot {
	char *machine, *accel, *end;
	double at[NR_BOOT_EVENTS];
	double uptime;
	struct timeline_test *tests;
	size_t nr_tests;
};

/**
 * struct timeline - a run
 * @kernel: its release; owned
 * @seconds: the whole run
 * @boots: in the order of their start
 * @inside: what the tests took their time for, all together; empty unless the run was profiled
 */
struct timeline {
	char *kernel;
	double seconds;
	struct timeline_boot *boots;
	size_t nr_boots;
	struct times inside;
};

/** timeline_read - from results.jsonl in @directory */
error_check struct error *timeline_read(struct timeline *t, const char *directory);

/** timeline_record - one record more, in the order in which they were written */
void timeline_record(struct timeline *t, struct json_object *record);

/** timeline_phase - seconds from the last event before @event that came to it; 0 if it did not come */
double timeline_phase(const struct timeline_boot *boot, enum boot_event event);

void timeline_clear(struct timeline *t);

DEFINE_CLEANUP(timeline, struct timeline, timeline_clear(&VALUE))

#endif
