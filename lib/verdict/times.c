// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/times.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/verdict/record.h"

static struct time_taken *find(const struct times *t, const char *what)
{
	for (size_t i = 0; i < t->nr; i++)
		if (!strcmp(t->item[i].what, what))
			return &t->item[i];
	return NULL;
}

void times_add(struct times *t, const char *what, double seconds, unsigned int times)
{
	struct time_taken *taken = find(t, what);

	if (!taken) {
		t->item = array_grow(t->item, t->nr, sizeof(*t->item));
		taken = &t->item[t->nr++];
		*taken = (struct time_taken){ .what = string_copy(what) };
	}
	taken->seconds += seconds;
	taken->times += times;
}

struct json_object *times_to_json(const struct times *t, const char *test)
{
	struct json_object *record = record_new("times"), *all = json_object_new_array();

	record_add_string(record, "test", test);
	for (size_t i = 0; i < t->nr; i++) {
		struct json_object *one = json_object_new_object();

		record_add_string(one, "what", t->item[i].what);
		json_object_object_add(one, "seconds", json_object_new_double(t->item[i].seconds));
		json_object_object_add(one, "times", json_object_new_int((int)t->item[i].times));
		json_object_array_add(all, one);
	}
	json_object_object_add(record, "times", all);
	return record;
}

void times_from_json(struct json_object *record, struct times *t)
{
	struct json_object *all;

	if (!json_object_object_get_ex(record, "times", &all) || !json_object_is_type(all, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *one = json_object_array_get_idx(all, i);
		const char *what = json_object_is_type(one, json_type_object) ? record_string(one, "what") : NULL;
		double seconds;

		if (what && record_seconds(one, "seconds", &seconds))
			times_add(t, what, seconds, (unsigned int)record_number(one, "times"));
	}
}

void times_clear(struct times *t)
{
	for (size_t i = 0; i < t->nr; i++)
		free(t->item[i].what);
	free(t->item);
	*t = (struct times){ 0 };
}
