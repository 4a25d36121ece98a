/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a line of QEMU's monitor says (docs/interop/qmp-spec). */
#ifndef NORMALPAGE_MACHINE_VM_QMP_H
#define NORMALPAGE_MACHINE_VM_QMP_H

#include <json-c/json.h>

#include "lib/base/cleanup.h"

/**
 * struct qmp_message - one message; what it does not say is NULL
 * @event: name of an event
 * @reason, @data_status: of the event's data
 * @status: of an answer
 * @error: why what was asked for failed
 *
 * The strings are @object's.
 */
struct qmp_message {
	struct json_object *object;
	const char *event;
	const char *reason;
	const char *data_status;
	const char *status;
	const char *error;
};

/** qmp_read - one line; a line that is no message says nothing */
void qmp_read(struct qmp_message *message, const char *line);
void qmp_message_clear(struct qmp_message *message);

DEFINE_CLEANUP(qmp_message, struct qmp_message, qmp_message_clear(&VALUE))

#endif
