/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine that runs: its records as they come, and how it ended. */
#ifndef NORMALPAGE_MACHINE_VM_MACHINE_H
#define NORMALPAGE_MACHINE_VM_MACHINE_H

#include <json-c/json.h>

#include "provisioning/machine/vm/loop.h"
#include "provisioning/machine/vm/machine_end.h"
#include "provisioning/machine/vm/qemu.h"

struct machine;

/**
 * struct machine_handler - what is called
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

/** machine_send - send a request to the guest; @request is put. If the guest is gone, nothing is sent */
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
