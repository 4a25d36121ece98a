// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/qmp.h"

#include "lib/verdict/record.h"

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_object))
		return NULL;
	return value;
}

void qmp_read(struct qmp_message *message, const char *line)
{
	struct json_object *object = json_tokener_parse(line), *part;

	*message = (struct qmp_message){ .object = object };
	if (!json_object_is_type(object, json_type_object))
		return;
	message->event = record_string(object, "event");
	part = member(object, "data");
	if (part) {
		message->reason = record_string(part, "reason");
		message->data_status = record_string(part, "status");
	}
	part = member(object, "return");
	if (part)
		message->status = record_string(part, "status");
	if (json_object_object_get_ex(object, "error", &part)) {
		message->error = part ? record_string(part, "desc") : NULL;
		message->error = message->error ? message->error : "no reason given";
	}
}

void qmp_message_clear(struct qmp_message *message)
{
	json_object_put(message->object);
	*message = (struct qmp_message){ 0 };
}
