// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/choice.h"

#include <fnmatch.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/run/test_prefix.h"

/* "gntdev.self.map.one" without its second part, if a third one follows; NULL if not */
static char *without_place(const char *test)
{
	const char *second = strchr(test, '.');
	const char *third = second ? strchr(second + 1, '.') : NULL;

	return third ? string_format("%.*s%s", (int)(second - test), test, third) : NULL;
}

static bool matches(const char *glob, const char *test, const char *prefix)
{
	const char *plain = test_prefix_skip(test, prefix);
	guarded(free) char *shorter = NULL;

	if (!fnmatch(glob, test, 0))
		return true;
	if (!prefix)
		return false;
	glob = test_prefix_skip(glob, prefix);
	shorter = without_place(plain);
	return !fnmatch(glob, plain, 0) || (shorter && !fnmatch(glob, shorter, 0));
}

bool choice_has(const struct string_list *globs, const char *test, const char *prefix, bool *used)
{
	bool chosen = !globs->nr;

	for (size_t i = 0; i < globs->nr; i++) {
		if (!matches(globs->item[i], test, prefix))
			continue;
		chosen = true;
		used[i] = true;
	}
	return chosen;
}

/* the part without wildcards says so */
static bool may_start(const char *glob, const char *start)
{
	size_t literal = strcspn(glob, "*?[\\"), length = strlen(start);

	return !strncmp(glob, start, literal < length ? literal : length);
}

bool choice_may_have(const struct string_list *globs, const char *test, const char *prefix,
		     bool *used)
{
	guarded(free) char *family = string_format("%.*s.", (int)strcspn(test, "."), test);
	guarded(free) char *full = string_format("%s%s", prefix ? prefix : "", family);
	bool any = !globs->nr;

	for (size_t i = 0; i < globs->nr; i++) {
		if (!may_start(globs->item[i], family) && !may_start(globs->item[i], full))
			continue;
		any = true;
		used[i] = true;
	}
	return any;
}
