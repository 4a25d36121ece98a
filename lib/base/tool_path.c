// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/tool_path.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"

/* execvp(3) has these where PATH is not set */
#define PATH_WITHOUT "/usr/bin:/bin"
#define PATH_BEHIND "/usr/local/sbin:/usr/sbin:/sbin"

static bool can_be_run(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

static char *look_in(const char *directories, const char *name)
{
	guarded(free) char *copy = string_copy(directories);
	char *rest = copy, *directory;

	while ((directory = strsep(&rest, ":"))) {
		guarded(free) char *path = string_format("%s/%s", directory, name);

		if (*directory && can_be_run(path))
			return *path == '/' ? take(path) : realpath(path, NULL);
	}
	return NULL;
}

char *tool_path(const char *name)
{
	const char *path = getenv("PATH");
	char *found;

	if (strchr(name, '/'))
		return can_be_run(name) ? string_copy(name) : NULL;
	found = look_in(path ? path : PATH_WITHOUT, name);
	return found ? found : look_in(PATH_BEHIND, name);
}

struct error *tool_find(char **path, const char *name, const char *package)
{
	guarded(free) char *found = tool_path(name);

	if (!found)
		return error_create(ERROR_MISSING, "%s is missing: install the package %s", name, package);
	if (path)
		*path = take(found);
	return NULL;
}
