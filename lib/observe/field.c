// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/observe/observer.h"

static void append(char *buf, size_t size, size_t *at, const char *separator, const char *text)
{
	if (*at < size)
		*at += (size_t)snprintf(buf + *at, size - *at, "%s%s", *at ? separator : "", text);
}

static void format_bits(const struct bit_name *bits, uint64_t value, char *buf, size_t size)
{
	char rest[32];
	size_t at = 0;

	buf[0] = '\0';
	for (; bits && bits->name; bits++) {
		if (!(value >> bits->bit & 1))
			continue;
		append(buf, size, &at, "|", bits->name);
		value &= ~(1ull << bits->bit);
	}
	if (value || !at) {
		snprintf(rest, sizeof(rest), value ? "0x%" PRIx64 : "none", value);
		append(buf, size, &at, "|", rest);
	}
}

static void format_status(int64_t value, char *buf, size_t size)
{
	const char *name = value < 0 && value >= -4095 ? strerrorname_np((int)-value) : NULL;

	if (name)
		snprintf(buf, size, "-%s", name);
	else if (value < 0)
		snprintf(buf, size, "%" PRId64, value);
	else
		snprintf(buf, size, "node %" PRId64, value);
}

const char *field_format(const struct field *field, uint64_t value, char *buf, size_t size)
{
	switch (field->type) {
	case FIELD_NUMBER:
		snprintf(buf, size, "%" PRId64, (int64_t)value);
		break;
	case FIELD_KB:
		snprintf(buf, size, "%" PRId64 " kB", (int64_t)value);
		break;
	case FIELD_HEX:
		snprintf(buf, size, "0x%" PRIx64, value);
		break;
	case FIELD_BOOL:
		snprintf(buf, size, "%s", value ? "yes" : "no");
		break;
	case FIELD_BITS:
		format_bits(field->bits, value, buf, size);
		break;
	case FIELD_ERRNO:
		if (!value) {
			snprintf(buf, size, "success");
			break;
		}
		/* fall through */
	case FIELD_STATUS:
		format_status((int64_t)value, buf, size);
		break;
	case FIELD_LEVEL:
		snprintf(buf, size, "%s", level_name((enum level)value));
		break;
	}
	return buf;
}
