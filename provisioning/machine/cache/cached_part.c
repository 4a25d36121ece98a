// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache/cached_part.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"

static char *describe(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return string_format("missing %s", path);
	return string_format("%lld %lld.%09ld %s", (long long)st.st_size,
			     (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, path);
}

/* the path is what follows the first words of a line */
static const char *path_of(const char *line)
{
	const char *slash = strchr(line, '/');

	return slash ? slash : "";
}

bool cached_part_is_fresh(const char *path)
{
	guarded(free) char *list = string_format("%s.inputs", path);
	guarded(file) FILE *f = fopen(list, "re");
	guarded(free) char *line = NULL;
	size_t size = 0;

	if (!f || access(path, R_OK))
		return false;
	while (getline(&line, &size, f) > 0) {
		guarded(free) char *now = NULL;

		line[strcspn(line, "\n")] = '\0';
		now = describe(path_of(line));
		if (strcmp(now, line))
			return false;
	}
	return cache_use(path);
}

struct error *cached_part_note_inputs(const char *path, const struct string_list *inputs)
{
	guarded(free) char *list = string_format("%s.inputs", path);
	char *staged guarded(staged) = cache_stage(list);
	FILE *f = fopen(staged, "we");
	struct error *err;

	if (!f)
		return error_errno(errno, "cannot write %s", staged);
	for (size_t i = 0; i < inputs->nr; i++) {
		guarded(free) char *line = describe(inputs->item[i]);

		fprintf(f, "%s\n", line);
	}
	err = stream_close(f, staged);
	return err ? err : cache_commit(staged, list);
}
