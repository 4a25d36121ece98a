// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/answer.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* strtoul() would also take signs */
static bool number(const char **text, unsigned long *value)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	*value = strtoul(*text, &end, 10);
	*text = end + strspn(end, " ");
	return !errno && (!*end || *end == ' ');
}

const char *answer_to(const char *text, unsigned long seq)
{
	unsigned long got;

	return number(&text, &got) && got == seq ? text : NULL;
}

bool answer_result(const char *text, const char **rest)
{
	unsigned long result;

	*rest = text;
	return number(rest, &result);
}

bool answer_references(const char *text, uint32_t *refs, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		unsigned long ref;

		if (!number(&text, &ref) || ref > UINT32_MAX)
			return false;
		refs[i] = (uint32_t)ref;
	}
	return !*text;
}
