// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/packed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "lib/base/cleanup.h"
#include "lib/verdict/json_text.h"
#include "lib/verdict/record.h"

#define WORTH_IT 512	/* bytes */

/* RFC 4648, 4 */
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void put_group(char *text, const uint8_t *bytes, size_t nr)
{
	uint32_t group = (uint32_t)bytes[0] << 16 | (nr > 1 ? (uint32_t)bytes[1] << 8 : 0) | (nr > 2 ? bytes[2] : 0);

	for (size_t i = 0; i < 4; i++)
		text[i] = i > nr ? '=' : digits[group >> (18 - 6 * i) & 63];
}

static char *to_text(const uint8_t *bytes, size_t nr)
{
	char *text = calloc((nr + 2) / 3 * 4 + 1, 1);

	for (size_t i = 0; text && i < nr; i += 3)
		put_group(text + i / 3 * 4, bytes + i, nr - i < 3 ? nr - i : 3);
	return text;
}

static int value_of(char c)
{
	const char *digit = c ? strchr(digits, c) : NULL;

	return digit ? (int)(digit - digits) : -1;
}

/* how many bytes a group of four digits has; 0 for what is none */
static size_t take_group(uint8_t *bytes, const char *text)
{
	size_t nr = text[2] == '=' ? 1 : text[3] == '=' ? 2 : 3;
	uint32_t group = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = i > nr ? 0 : value_of(text[i]);

		if (value < 0 || (i > nr && text[i] != '='))
			return 0;
		group = group << 6 | (uint32_t)value;
	}
	for (size_t i = 0; i < nr; i++)
		bytes[i] = (uint8_t)(group >> (16 - 8 * i));
	return nr;
}

static uint8_t *to_bytes(const char *text, size_t *nr)
{
	size_t len = strlen(text);
	guarded(free) uint8_t *bytes = malloc(len / 4 * 3 + 1);

	*nr = 0;
	if (!bytes || len % 4)
		return NULL;
	for (size_t i = 0; i < len; i += 4) {
		size_t some = take_group(bytes + *nr, text + i);

		/* only the last one may be short */
		if (!some || (some < 3 && i + 4 < len))
			return NULL;
		*nr += some;
	}
	return take(bytes);
}

struct json_object *packed_record(const char *line)
{
	size_t len = strlen(line);
	uLongf packed = compressBound(len);
	guarded(free) uint8_t *bytes = NULL;
	guarded(free) char *text = NULL;
	struct json_object *record;

	if (len < WORTH_IT)
		return NULL;
	bytes = malloc(packed);
	if (!bytes || compress2(bytes, &packed, (const Bytef *)line, len, Z_BEST_SPEED) != Z_OK)
		return NULL;
	text = to_text(bytes, packed);
	if (!text)
		return NULL;
	record = record_new("packed");
	json_object_object_add(record, "bytes", json_object_new_int64((int64_t)len));
	json_object_object_add(record, "data", json_object_new_string(text));
	return record;
}

void packed_write(FILE *out, struct json_object *record)
{
	guarded(free) char *text = NULL;
	size_t size = 0;
	struct json_object *packed;
	FILE *memory;

	if (!getenv(PACKED_RECORDS)) {
		record_write(out, record);
		return;
	}
	memory = open_memstream(&text, &size);
	if (!memory)
		abort();
	json_text_write(memory, record, JSON_C_TO_STRING_PLAIN);
	fclose(memory);
	packed = packed_record(text);
	record_write(out, packed ? packed : record);
	json_object_put(packed);
}

char *packed_line(struct json_object *record, size_t max)
{
	struct json_object *size, *data;
	guarded(free) uint8_t *bytes = NULL;
	guarded(free) char *line = NULL;
	size_t nr;
	uLongf len;

	if (!json_object_object_get_ex(record, "bytes", &size) || !json_object_object_get_ex(record, "data", &data) ||
	    !json_object_is_type(data, json_type_string))
		return NULL;
	if (json_object_get_int64(size) <= 0 || (uint64_t)json_object_get_int64(size) > max)
		return NULL;
	len = (uLongf)json_object_get_int64(size);
	bytes = to_bytes(json_object_get_string(data), &nr);
	line = calloc(len + 1, 1);
	if (!bytes || !line || uncompress((Bytef *)line, &len, bytes, nr) != Z_OK)
		return NULL;
	line[len] = '\0';
	return take(line);
}
