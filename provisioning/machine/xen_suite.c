// SPDX-License-Identifier: GPL-2.0-or-later
/* Hypervisors from Debian's mirror; what was unpacked once is taken from the cache. */
#include <string.h>

#include "provisioning/machine/apt.h"
#include "provisioning/machine/cache.h"
#include "provisioning/machine/version.h"
#include "provisioning/machine/xen_image.h"

#define PATTERN "^xen-hypervisor-[0-9.]+-amd64$"

static const struct apt_package *newest(const struct apt_packages *packages)
{
	const struct apt_package *best = NULL;

	for (size_t i = 0; i < packages->nr; i++) {
		const struct apt_package *package = &packages->package[i];

		if (package->version &&
		    (!best || version_compare(package->version, best->version) > 0))
			best = package;
	}
	return best;
}

static bool take_cached(struct xen_image *image, const char *directory, const char *version)
{
	guarded(free) char *path = string_format("%s/%s.elf", directory, version);

	if (access(path, R_OK))
		return false;
	cache_touch(path);
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
		version = string_format("%.*s", (int)length - 4, entry->d_name);
		if (best && version_compare(version, best) <= 0)
			continue;
		free(best);
		best = take(version);
	}
	return best && take_cached(image, directory, best);
}

static struct error *download(struct xen_image *image, const struct apt *apt,
			      const struct apt_package *package, const char *directory,
			      bool *not_found)
{
	guarded(free) char *target = string_format("%s/%s.elf", directory, package->version);
	guarded(free) char *final = string_format("%s.download", target);
	char *staged guarded(staged) = cache_stage(final);
	struct error *err = directory_make(staged);
	guarded(dir) DIR *dir = NULL;
	struct dirent *entry;

	if (!err)
		err = apt_download(apt, &package, 1, staged, not_found);
	if (err)
		return err;
	dir = opendir(staged);
	while (dir && (entry = readdir(dir))) {
		guarded(free) char *deb = string_format("%s/%s", staged, entry->d_name);

		if (strstr(entry->d_name, ".deb"))
			return xen_from_deb(image, deb, target);
	}
	return error_create(ERROR_SYSTEM, "apt-get downloaded no %s", package->name);
}

static struct error *get(struct xen_image *image, const char *suite, const char *directory,
			 bool force, void (*progress)(const char *text), bool *not_found)
{
	struct apt apt guarded(apt) = { 0 };
	struct apt_packages packages guarded(apt_packages) = { 0 };
	guarded(error) struct error *stale = NULL;
	const struct apt_package *package;
	struct error *err = apt_open(&apt, suite);

	if (err)
		return err;
	/* an index that is old is better than none */
	stale = apt_update(&apt, force);
	if (stale && stale->kind != ERROR_SYSTEM)
		return take(stale);
	err = apt_search(&apt, PATTERN, &packages);
	if (err)
		return err;
	package = newest(&packages);
	if (!package && stale)
		return take(stale);
	if (!package)
		return error_create(ERROR_USAGE, "%s has no package xen-hypervisor-*-amd64: give "
				    "--xen a file or another suite", suite);
	if (take_cached(image, directory, package->version))
		return NULL;
	if (progress) {
		guarded(free) char *text = string_format("downloading Xen %s from %s",
							 package->version, suite);
		progress(text);
	}
	return download(image, &apt, package, directory, not_found);
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
