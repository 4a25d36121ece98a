/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records on a slow line. A serial port costs an exit of the guest for each byte: a dom0 under PVH wrote 19 KB a
 * second under TCG, and spent more time on its records than on its tests. A record with all its checks packs to a
 * quarter, and stays a line of text. Each is packed on its own: a guest that goes on from a snapshot has no past.
 */
#ifndef NORMALPAGE_VERDICT_PACKED_H
#define NORMALPAGE_VERDICT_PACKED_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdio.h>

/** PACKED_RECORDS - the guest's init sets this variable where its channel is a slow one */
#define PACKED_RECORDS "NORMALPAGE_PACKED_RECORDS"

/**
 * packed_record - a "packed" record (docs/records.md) of a line; the caller puts it
 *
 * NULL if @line is too short to be worth it, or cannot be packed.
 */
struct json_object *packed_record(const char *line);

/**
 * packed_write - write one record as one line, and flush: as record_write() does, or packed where PACKED_RECORDS is in
 *	the environment and it is worth it
 */
void packed_write(FILE *out, struct json_object *record);

/**
 * packed_line - the line in a "packed" record, to be freed
 * @max: bytes that it may have
 *
 * NULL if it is longer, or the record is malformed.
 */
char *packed_line(struct json_object *record, size_t max);

#endif
