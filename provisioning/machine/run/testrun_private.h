/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a test run: what its boots (testrun.c), its talk with the guest, its choice of tests and its snapshot share. */
#ifndef NORMALPAGE_MACHINE_RUN_TESTRUN_PRIVATE_H
#define NORMALPAGE_MACHINE_RUN_TESTRUN_PRIVATE_H

#include "provisioning/machine/vm/snapshot.h"
#include "provisioning/machine/run/testrun.h"
#include "provisioning/machine/run/testrun_state.h"

struct testrun {
	struct testrun_config config;
	struct loop *loop;
	const struct testrun_handler *handler;
	void *data;
	struct machine *machine;
	struct testrun_state state;
	enum accel accel;	/* of this boot */
	bool kvm_refused;
	bool listed;		/* it is known which tests there are */
	bool alone;		/* hazards, one test a boot */
	bool restored;		/* this boot is none: it goes on from the snapshot */
	bool no_snapshot;	/* it was tried, and cannot be made here */
	bool saving;		/* it is being written */
	struct snapshot snapshot;
	struct string_list offered, hazards;
	unsigned int boots;
	struct xen_config xen;
	char *console, *xen_log;
	off_t console_before, xen_log_before;	/* what was in them when the tests were named */
	char *nvdimm_files;
	struct error *failure;	/* the program wrote nonsense */
};

/** testrun_note - a line for people */
__attribute__((format(printf, 2, 3))) void testrun_note(struct testrun *run, const char *fmt, ...);

/** testrun_record - take in a record of the guest and do what it calls for */
void testrun_record(void *data, struct json_object *record);

/** testrun_choose - the guest waits, and @offered says what it has: name the tests */
void testrun_choose(struct testrun *run);

/** testrun_save_snapshot - the state of a guest that waits is being written: testrun_choose() comes after it */
bool testrun_save_snapshot(struct testrun *run);

/** testrun_use_snapshot - let the next boot go on from a snapshot, if there is one */
void testrun_use_snapshot(struct testrun *run, struct machine_config *config);

/** testrun_drop_snapshot - it cannot be made, or is of no use: there will be none */
void testrun_drop_snapshot(struct testrun *run, struct error *why);

#endif
