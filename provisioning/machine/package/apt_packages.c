// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/package/apt_packages.h"

#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/path_part.h"
#include "lib/base/string_list.h"

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
		packages->package = array_grow(packages->package, packages->nr, sizeof(*packages->package));
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

static void package_clear(struct apt_package *package)
{
	free(package->name);
	free(package->version);
}

/* both become parts of paths and words of apt's command line */
static void drop_unusable(struct apt_packages *packages)
{
	size_t kept = 0;

	for (size_t i = 0; i < packages->nr; i++) {
		struct apt_package *package = &packages->package[i];

		if (path_part_is_good(package->name) && path_part_is_good(package->version))
			packages->package[kept++] = *package;
		else
			package_clear(package);
	}
	packages->nr = kept;
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
	drop_unusable(packages);
	return NULL;
}

void apt_packages_clear(struct apt_packages *packages)
{
	for (size_t i = 0; i < packages->nr; i++)
		package_clear(&packages->package[i]);
	free(packages->package);
	*packages = (struct apt_packages){ 0 };
}
