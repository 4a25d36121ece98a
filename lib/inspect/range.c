// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/range.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>

#include "lib/base/page.h"

/* Documentation/arch/x86/x86_64/5level-paging.rst: user space ends below this with five levels */
#define USER_END (1ull << 56)

/* strtoull() would also take blanks and signs */
static bool parse_hex(const char *text, const char **end, uint64_t *value)
{
	char *at;

	if (!isxdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &at, 16);
	*end = at;
	return !errno;
}

struct error *range_parse(const char *text, uint64_t *start, uint64_t *end)
{
	const char *at = text;

	if (!parse_hex(at, &at, start) || *at != '-' || !parse_hex(at + 1, &at, end) || *at)
		return error_create(ERROR_USAGE, "range '%s' is not two hexadecimal addresses, "
				    "as in 7f0000000000-7f0000200000", text);
	if (*start >= *end)
		return error_create(ERROR_USAGE, "range '%s' ends before it starts or is empty",
				    text);
	if (*end > USER_END)
		return error_create(ERROR_USAGE, "range '%s' goes beyond user space, which ends at "
				    "0x%llx", text, USER_END);
	if ((*start | *end) % PTE_SIZE)
		return error_create(ERROR_USAGE, "range '%s' is not aligned to pages of 0x%lx bytes",
				    text, PTE_SIZE);
	return NULL;
}

struct error *pid_parse(const char *text, pid_t *pid)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || value < 1 || value > INT_MAX)
		return error_create(ERROR_USAGE, "'%s' is not a process id", text);
	*pid = (pid_t)value;
	return NULL;
}
