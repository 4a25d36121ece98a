// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/apt_packages.h"

#include <errno.h>
#include <string.h>

#include "provisioning/machine/string_list.h"

static const char *field(const char *line, const char *name)
{
	size_t length = strlen(name);

	return strncmp(line, name, length) ? NULL : line + length;
}

static void parse_line(struct apt_packages *packages, const char *line)
{
	struct apt_package *last = packages->nr ? &packages->package[packages->nr - 1] : NULL;
	const char *value = field(line, "Package: ");

	if (value) {
		packages->package = reallocarray(packages->package, packages->nr + 1,
						 sizeof(*packages->package));
		if (!packages->package)
			abort();
		last = &packages->package[packages->nr++];
		*last = (struct apt_package){ .name = string_copy(value) };
	} else if (!last) {
		return;
	} else if ((value = field(line, "Version: "))) {
		free(last->version);
		last->version = string_copy(value);
	} else if ((value = field(line, "Size: "))) {
		last->size = strtoull(value, NULL, 10);
	} else if ((value = field(line, "Installed-Size: "))) {
		last->installed = strtoull(value, NULL, 10) << 10;
	}
}

struct error *apt_packages_read(struct apt_packages *packages, const char *path)
{
	guarded(free) char *line = NULL;
	guarded(file) FILE *f = fopen(path, "re");
	size_t size = 0;

	if (!f)
		return error_errno(errno, "cannot read %s", path);
	while (getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		parse_line(packages, line);
	}
	return NULL;
}

void apt_packages_clear(struct apt_packages *packages)
{
	for (size_t i = 0; i < packages->nr; i++) {
		free(packages->package[i].name);
		free(packages->package[i].version);
	}
	free(packages->package);
	*packages = (struct apt_packages){ 0 };
}
