// SPDX-License-Identifier: GPL-2.0-or-later
/* Hypervisors from Debian's mirror; what was unpacked once is taken from the cache. */
#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/package/debian_package.h"
#include "provisioning/machine/package/version.h"
#include "provisioning/machine/xen/xen_image.h"

#define PATTERN "^xen-hypervisor-[0-9.]+-amd64$"

static bool take_cached(struct xen_image *image, const char *directory, const char *version)
{
	guarded(free) char *path = string_format("%s/%s.elf", directory, version);

	if (!cache_use(path))
		return false;
	*image = (struct xen_image){ .path = take(path), .version = string_copy(version),
				     .origin = string_format("Debian %s", version) };
	return true;
}

/* what was had before, when nothing new can be had */
static bool take_newest_cached(struct xen_image *image, const char *directory)
{
	guarded(dir) DIR *dir = opendir(directory);
	guarded(free) char *best = NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		size_t length = strlen(entry->d_name);
		guarded(free) char *version = NULL;

		if (length < 5 || strcmp(entry->d_name + length - 4, ".elf"))
			continue;
		version = string_copy_n(entry->d_name, length - 4);
		if (best && version_compare(version, best) <= 0)
			continue;
		free(best);
		best = take(version);
	}
	return best && take_cached(image, directory, best);
}

static struct error *download(struct xen_image *image, const struct package_offer *offer,
			      const char *directory, bool *not_found)
{
	guarded(free) char *target = string_format("%s/%s.elf", directory, offer->newest->version);
	guarded(free) char *final = string_format("%s.download", target);
	char *staged guarded(staged) = cache_stage(final);
	guarded(free) char *deb = NULL;
	struct error *err = package_download(offer, staged, &deb, not_found);

	return err ? err : xen_from_deb(image, deb, target);
}

static struct error *get(struct xen_image *image, const char *suite, const char *directory,
			 bool force, void (*progress)(const char *text), bool *not_found)
{
	struct package_offer offer guarded(package_offer) = { 0 };
	struct error *err = package_offer_open(&offer, suite, PATTERN, force);

	if (err)
		return err;
	if (!offer.newest)
		return error_create(ERROR_USAGE, "%s has no package xen-hypervisor-*-amd64: give "
				    "--xen a file or another suite", suite);
	if (take_cached(image, directory, offer.newest->version))
		return NULL;
	if (progress) {
		guarded(free) char *text = string_format("downloading Xen %s from %s",
							 offer.newest->version, suite);
		progress(text);
	}
	return download(image, &offer, directory, not_found);
}

struct error *xen_from_suite(struct xen_image *image, const char *suite,
			     void (*progress)(const char *text))
{
	guarded(free) char *below = string_format("xen/%s", suite);
	guarded(free) char *directory = NULL;
	bool not_found = false;
	struct error *err = cache_directory(&directory, below);

	if (!err)
		err = get(image, suite, directory, false, progress, &not_found);
	if (err && not_found) {
		/* the index was older than the pool: a fresh one may know better */
		error_destroy(err);
		err = get(image, suite, directory, true, progress, &not_found);
	}
	if (err && err->kind == ERROR_SYSTEM && take_newest_cached(image, directory))
		error_destroy(take(err));
	return err;
}
