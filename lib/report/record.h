/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces of records (docs/records.md): JSON objects, one a line. */
#ifndef NORMALPAGE_REPORT_RECORD_H
#define NORMALPAGE_REPORT_RECORD_H

#include <json-c/json.h>

#include "lib/report/verdict.h"

#define RECORD_VERSION 1

/** record_new - an object with its "record" member set to @type; the caller puts it */
struct json_object *record_new(const char *type);

/** record_string - a string member, or NULL if it is missing or no string; owned by @record */
const char *record_string(struct json_object *record, const char *name);

/** record_write - write one record as one line and flush, so that a crash loses none */
void record_write(FILE *out, struct json_object *record);

/** check_to_json, check_from_json - one check; from_json returns false if it is malformed */
struct json_object *check_to_json(const struct check *check);
bool check_from_json(struct json_object *object, struct check *check);

#endif
