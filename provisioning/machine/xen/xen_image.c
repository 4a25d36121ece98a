// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/xen/xen_image.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/package/debian_package.h"
#include "provisioning/machine/cache/digest.h"
#include "lib/base/path_part.h"
#include "lib/base/string_list.h"

void xen_image_clear(struct xen_image *image)
{
	free(image->path);
	free(image->version);
	free(image->origin);
	*image = (struct xen_image){ 0 };
}

static struct error *resolve_deb(struct xen_image *image, const char *path)
{
	guarded(free) char *directory = NULL;
	guarded(free) char *target = NULL;
	struct error *err = cache_directory(&directory, "xen/files");

	if (err)
		return err;
	target = string_format("%s/%016" PRIx64 ".elf", directory,
			       digest_add_file(DIGEST_START, path));
	return xen_from_deb(image, path, target);
}

static struct error *resolve_path(struct xen_image *image, const char *path)
{
	guarded(free) char *full = realpath(path, NULL);
	size_t length = strlen(path);

	if (!full)
		return error_create(ERROR_USAGE, "'%s' is not a Xen hypervisor: no such file, and "
				    "not 'debian:SUITE'", path);
	if (length > 4 && !strcmp(path + length - 4, ".deb"))
		return resolve_deb(image, full);
	return xen_from_file(image, full);
}

struct error *xen_image_resolve(struct xen_image *image, const char *spec,
				void (*progress)(const char *text))
{
	guarded(free) char *suite = NULL;

	*image = (struct xen_image){ 0 };
	if (spec && strncmp(spec, "debian:", 7))
		return resolve_path(image, spec);
	suite = spec ? string_copy(spec + 7) : own_suite();
	if (!suite)
		return error_create(ERROR_MISSING, "no Xen hypervisor for this distribution: give "
				    "--xen FILE or --xen debian:SUITE");
	if (!suite_name_is_good(suite))
		return error_create(ERROR_USAGE, "'%s' names no suite: write debian:SUITE, such as "
				    "debian:trixie", spec);
	return xen_from_suite(image, suite, progress);
}
