// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/obtained.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/verdict/record.h"

static size_t find_machine(struct obtained *o, const char *machine)
{
	size_t i = 0;

	while (i < o->machine.nr && strcmp(o->machine.item[i], machine))
		i++;
	if (i == o->machine.nr) {
		text_list_add(&o->machine, machine);
		text_list_add(&o->running, "");
	}
	return i;
}

/* without the member, which older records do not have, it is so unless nothing can have run */
static bool has_judged(struct json_object *record, const char *event)
{
	struct json_object *judged;

	return json_object_object_get_ex(record, "judged", &judged) ? json_object_get_boolean(judged) :
								      strcmp(event, "kvm-unusable");
}

void obtained_record(struct obtained *o, struct json_object *record)
{
	const char *machine = record_string(record, "machine"), *event = record_string(record, "event");
	const char *accel = record_string(record, "accel");
	bool starts = event && (!strcmp(event, "boot") || !strcmp(event, "restore"));
	size_t i;

	if (!machine || !event || !accel)
		return;
	i = find_machine(o, machine);
	free(o->running.item[i]);
	o->running.item[i] = string_copy(starts ? accel : "");
	if (!starts && has_judged(record, event))
		text_list_add_once(&o->accel, accel);
}

void obtained_finish(struct obtained *o, bool any_verdict, struct string_list *accel)
{
	for (size_t i = 0; any_verdict && i < o->running.nr; i++)
		if (*o->running.item[i])
			text_list_add_once(&o->accel, o->running.item[i]);
	for (size_t i = 0; i < o->accel.nr; i++)
		text_list_add_once(accel, o->accel.item[i]);
	string_list_clear(&o->machine);
	string_list_clear(&o->running);
	string_list_clear(&o->accel);
}
