// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/taint.h"

#include <stdio.h>

#include "lib/base/array.h"

static const struct {
	char letter;
	const char *meaning;
} bits[] = {
	{ 'P', "proprietary module" },
	{ 'F', "module force loaded" },
	{ 'S', "out of specification system" },
	{ 'R', "module force unloaded" },
	{ 'M', "machine check" },
	{ 'B', "bad page" },
	{ 'U', "user request" },
	{ 'D', "oops or BUG" },
	{ 'A', "ACPI table overridden" },
	{ 'W', "warning" },
	{ 'C', "staging driver" },
	{ 'I', "firmware workaround" },
	{ 'O', "out-of-tree module" },
	{ 'E', "unsigned module" },
	{ 'L', "soft lockup" },
	{ 'K', "live patch" },
	{ 'X', "auxiliary" },
	{ 'T', "randomized struct layout" },
	{ 'N', "test" },
	{ 'J', "fwctl" },
};

const char *taint_format(unsigned long taint, char *buf, size_t size)
{
	size_t at = 0;

	snprintf(buf, size, "none");
	for (unsigned int i = 0; i < sizeof(taint) * 8; i++) {
		if (!(taint >> i & 1) || at >= size)
			continue;
		if (i < ARRAY_SIZE(bits))
			at += (size_t)snprintf(buf + at, size - at, "%s%c (%s)", at ? ", " : "",
					       bits[i].letter, bits[i].meaning);
		else
			at += (size_t)snprintf(buf + at, size - at, "%sbit %u", at ? ", " : "", i);
	}
	return buf;
}
