/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON as a text that every reader takes (RFC 8259), and that a terminal can be shown. */
#ifndef NORMALPAGE_VERDICT_JSON_TEXT_H
#define NORMALPAGE_VERDICT_JSON_TEXT_H

#include <stdio.h>

#include <json-c/json.h>

/**
 * json_text_write - write @object, and the end of the line
 * @flags: of json-c, JSON_C_TO_STRING_...
 *
 * What is not plain (lib/base/text.h) is escaped as JSON does, and reads back as it was. Bytes that
 * are no UTF-8 have no place in JSON: each becomes the four characters "\xff" of the string.
 */
void json_text_write(FILE *out, struct json_object *object, int flags);

#endif
