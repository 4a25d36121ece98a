// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/exit_status.h"

#include <string.h>

#include "lib/base/array.h"

static const struct {
	const char *name;
	int failed, not_run, skipped;
} styles[] = {
	[EXIT_NORMALPAGE] = { "normalpage", 1, 2, 4 },
	[EXIT_KSELFTEST] = { "kselftest", 1, 1, 4 },
	[EXIT_AUTOMAKE] = { "automake", 1, 99, 77 },
	[EXIT_BISECT] = { "bisect", 1, 125, 125 },
};

struct error *exit_style_find(enum exit_style *style, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(styles); i++) {
		if (strcmp(styles[i].name, name))
			continue;
		*style = (enum exit_style)i;
		return NULL;
	}
	return error_create(ERROR_USAGE,
			    "--exit-style %s: give normalpage, kselftest, automake or "
			    "bisect", name);
}

int exit_status_of_error(enum exit_style style, const struct error *err)
{
	/* of no commit's making */
	if (style == EXIT_BISECT && err->kind != ERROR_SYSTEM && err->kind != ERROR_UNTESTABLE)
		return 128;
	return exit_status_in(style, error_exit_status(err));
}

int exit_status_in(enum exit_style style, int status)
{
	switch (status) {
	case 1:
		return styles[style].failed;
	case 2:
		return styles[style].not_run;
	case 4:
		return styles[style].skipped;
	default:
		return status;
	}
}
