/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine that runs: its records as they come, and how it ended. */
#ifndef NORMALPAGE_MACHINE_MACHINE_H
#define NORMALPAGE_MACHINE_MACHINE_H

#include <json-c/json.h>

#include "provisioning/machine/loop.h"
#include "provisioning/machine/qemu.h"

struct machine;

/**
 * enum machine_end - how a machine ended
 * @MACHINE_POWERED_OFF: the guest shut down
 * @MACHINE_PANICKED: the kernel said "Kernel panic"
 * @MACHINE_XEN_PANICKED: the hypervisor did
 * @MACHINE_DOM0_CRASHED: Xen says that its first domain crashed, whose kernel said nothing
 * @MACHINE_RESET: it reset without a panic message (a triple fault)
 * @MACHINE_HUNG: no record for the silence timeout; we killed it
 * @MACHINE_NO_HELLO: the guest's init never spoke: a kernel that does not boot
 * @MACHINE_QEMU_DIED: QEMU exited or was killed, by others than us
 * @MACHINE_KVM_UNUSABLE: the guest gave no sign of life under KVM
 * @MACHINE_STOPPED: machine_stop()
 */
enum machine_end {
	MACHINE_POWERED_OFF,
	MACHINE_PANICKED,
	MACHINE_XEN_PANICKED,
	MACHINE_DOM0_CRASHED,
	MACHINE_RESET,
	MACHINE_HUNG,
	MACHINE_NO_HELLO,
	MACHINE_QEMU_DIED,
	MACHINE_KVM_UNUSABLE,
	MACHINE_STOPPED,
};

const char *machine_end_name(enum machine_end end);	/* "panic" */

/**
 * struct machine_handler - who is told
 * @record: one record of the guest; borrowed
 * @ended: the machine ended, all its records were handed out; @reason is one line. The machine may
 *	be destroyed in it
 */
struct machine_handler {
	void (*record)(void *data, struct json_object *record);
	void (*ended)(void *data, enum machine_end end, const char *reason);
};

/** machine_start - spawn QEMU; the machine is served by @loop from then on */
error_check struct error *machine_start(struct machine **machine, struct loop *loop,
					const struct machine_config *config,
					const struct machine_handler *handler, void *data);

/**
 * machine_save - write the guest's state to @path, a file that does not exist yet
 * @saved: called later, with an error (owned by the callee) if there is no state. The guest goes on
 *	in either case
 */
error_check struct error *machine_save(struct machine *machine, const char *path,
				       void (*saved)(void *data, struct error *err));

/** machine_port - the port that the guest chose, once it said hello */
enum port machine_port(const struct machine *machine);

/** machine_send - send a request to the guest; @request is put. One that is gone is not told */
void machine_send(struct machine *machine, struct json_object *request);

/** machine_stop - kill QEMU; @ended is called later, from the loop */
void machine_stop(struct machine *machine);

/** machine_expect_silence - from now on silence is no hang: the user types */
void machine_expect_silence(struct machine *machine);

/** machine_command_line - QEMU's, for the records; borrowed */
const struct string_list *machine_command_line(const struct machine *machine);

/** machine_destroy - end it at once if it runs (no callback), free all */
void machine_destroy(struct machine *machine);

#endif
