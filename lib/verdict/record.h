/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces of records (docs/records.md): JSON objects, one a line. */
#ifndef NORMALPAGE_VERDICT_RECORD_H
#define NORMALPAGE_VERDICT_RECORD_H

#include <json-c/json.h>

#include "lib/verdict/verdict.h"

#define RECORD_VERSION 1

/** record_new - an object with its "record" member set to @type; the caller puts it */
struct json_object *record_new(const char *type);

/** record_string - a string member, or NULL if it is missing or no string; owned by @record */
const char *record_string(struct json_object *record, const char *name);

/** record_number - a member that is a number, or 0 */
int record_number(struct json_object *record, const char *name);

/** record_seconds - set *@seconds to a member that is a time; false if it is missing, below 0 or without end */
bool record_seconds(struct json_object *record, const char *name, double *seconds);

/** record_add_string - set a string member; a NULL value adds nothing */
void record_add_string(struct json_object *object, const char *name, const char *value);

/** record_add_number - set a member that is a number */
void record_add_number(struct json_object *object, const char *name, uint64_t value);

/** record_add_lines - set a member to an array of strings; no lines add nothing */
void record_add_lines(struct json_object *object, const char *name, const struct string_list *lines);

/** record_get_lines - append the strings of a member, if there is one; false if it is malformed */
bool record_get_lines(struct json_object *record, const char *name, struct string_list *lines);

/** record_write - write one record as one line and flush, so that a crash loses none */
void record_write(FILE *out, struct json_object *record);

/**
 * check_to_json, check_from_json - one check; from_json returns false if it is malformed, and
 * borrows its strings from @object
 */
struct json_object *check_to_json(const struct check *check);
bool check_from_json(struct json_object *object, struct check *check);

/** stated_to_json, stated_from_json - the same for what is stated of one run */
struct json_object *stated_to_json(const struct stated_run *run);
bool stated_from_json(struct json_object *object, struct stated_run *run);

#endif
