// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/size.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/owned_string.h"

static const char units[] = "KMGT";

static bool is_size(const char *text, unsigned long long *bytes)
{
	const char *unit;
	char *end;

	errno = 0;
	*bytes = strtoull(text, &end, 10);
	unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	if (unit)
		end++;
	for (const char *u = units; unit && u <= unit && !errno; u++)
		if (__builtin_mul_overflow(*bytes, 1024ull, bytes))
			errno = ERANGE;
	return !errno && !*end && isdigit((unsigned char)*text);
}

static bool is_within(unsigned long long size, const struct size_bounds *bounds)
{
	return bounds ? size >= bounds->least && size <= bounds->most : size;
}

/* as it would be typed */
static char *format(uint64_t bytes)
{
	size_t unit = 0;

	while (bytes && !(bytes % 1024) && unit < strlen(units)) {
		bytes /= 1024;
		unit++;
	}
	return string_format("%" PRIu64 "%.*s", bytes, !!unit, unit ? &units[unit - 1] : "");
}

struct error *size_parse(const char *option, const char *text, const struct size_bounds *bounds,
			 unsigned long long *bytes)
{
	guarded(free) char *least = NULL, *most = NULL;
	unsigned long long size;

	if (is_size(text, &size) && is_within(size, bounds)) {
		*bytes = size;
		return NULL;
	}
	if (!bounds)
		return error_create(ERROR_USAGE, "--%s %s is no size (as 512M or 2G)", option, text);
	least = format(bounds->least);
	most = format(bounds->most);
	return error_create(ERROR_USAGE, "--%s %s: give a size from %s to %s", option, text, least, most);
}

struct error *number_parse(const char *option, const char *text, const char *what,
			   unsigned long long *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	if (errno || *end || !isdigit((unsigned char)*text) || !*number)
		return error_create(ERROR_USAGE, "--%s %s is no number of %s", option, text, what);
	return NULL;
}
