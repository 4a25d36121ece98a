// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/size.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

struct error *size_parse(const char *option, const char *text, unsigned long long *bytes)
{
	static const char units[] = "KMGT";
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
	if (errno || *end || !isdigit((unsigned char)*text) || !*bytes)
		return error_create(ERROR_USAGE, "--%s %s is no size (as 512M or 2G)", option, text);
	return NULL;
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
