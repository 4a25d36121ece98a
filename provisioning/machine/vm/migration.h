/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A running guest's state into a file, through QEMU's monitor. QEMU calls that a migration
 * (docs/interop/qmp-ref, "migrate"); the guest runs on afterwards.
 */
#ifndef NORMALPAGE_MACHINE_VM_MIGRATION_H
#define NORMALPAGE_MACHINE_VM_MIGRATION_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "provisioning/machine/vm/qmp.h"

/**
 * struct migration - one that is under way
 * @qmp: the monitor; borrowed
 * @active: until it is settled
 * @complete: the state is in the file, the guest does not yet run again
 */
struct migration {
	int qmp;
	bool active;
	bool complete;
};

/** migration_start - have QEMU write the state to @path, which must not exist */
error_check struct error *migration_start(struct migration *migration, int qmp, const char *path);

/**
 * migration_message - hand over a message of the monitor
 * @done: set to true with the message that settles it
 *
 * An error says why there is no state. The guest runs on in either case.
 */
error_check struct error *migration_message(struct migration *migration,
					    const struct qmp_message *message, bool *done);

#endif
