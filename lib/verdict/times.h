/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test took its time for: seconds by name, where a profile is made; a record of its own (docs/records.md). */
#ifndef NORMALPAGE_VERDICT_TIMES_H
#define NORMALPAGE_VERDICT_TIMES_H

#include <stddef.h>

#include <json-c/json.h>

#include "lib/base/cleanup.h"

/** struct time_taken - @seconds of wall time for @what, in @times pieces; @what is owned */
struct time_taken {
	char *what;
	double seconds;
	unsigned int times;
};

/** struct times - in the order of their first piece; free with times_clear() */
struct times {
	struct time_taken *item;
	size_t nr;
};

/** times_add - @seconds more, in @times more pieces */
void times_add(struct times *t, const char *what, double seconds, unsigned int times);

/** times_to_json - a "times" record of @test; the caller puts the object */
struct json_object *times_to_json(const struct times *t, const char *test);

/** times_from_json - add what a "times" record has; what is malformed in it is passed over */
void times_from_json(struct json_object *record, struct times *t);

void times_clear(struct times *t);

DEFINE_CLEANUP(times, struct times, times_clear(&VALUE))

#endif
