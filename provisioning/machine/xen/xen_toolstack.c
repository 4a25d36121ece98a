// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/xen/xen_toolstack.h"

#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/file/deb.h"
#include "provisioning/machine/package/debian_package.h"

#define PATTERN "^xen-utils-[0-9.]+$"

static const char *const programs[] = { "xl", "xenstored", "xenconsoled", "xen-init-dom0" };

#define NR_PROGRAMS (ARRAY_SIZE(programs))

/* usr/lib/xen-4.17/bin/xl */
static char *place_program(const char *path)
{
	const char *name = strrchr(path, '/');

	if (strncmp(path, "usr/lib/xen-", 12) || !strstr(path, "/bin/"))
		return NULL;
	for (size_t i = 0; i < NR_PROGRAMS; i++)
		if (!strcmp(name + 1, programs[i]))
			return string_copy(programs[i]);
	return NULL;
}

static bool list_programs(struct string_list *paths, const char *directory)
{
	for (size_t i = 0; i < NR_PROGRAMS; i++) {
		guarded(free) char *path = string_format("%s/%s", directory, programs[i]);

		if (access(path, R_OK))
			return false;
	}
	for (size_t i = 0; i < NR_PROGRAMS; i++)
		string_list_add(paths, "%s/%s", directory, programs[i]);
	return true;
}

static struct error *unpack(const struct package_offer *offer, const char *target, bool *not_found)
{
	guarded(free) char *download = string_format("%s.download", target);
	char *staged_deb guarded(staged) = cache_stage(download);
	char *staged guarded(staged) = cache_stage(target);
	guarded(free) char *path = NULL;
	struct deb deb;
	struct error *err = package_download(offer, staged_deb, &path, not_found);

	if (!err)
		err = directory_make(staged);
	if (!err)
		err = deb_open(&deb, path);
	if (err)
		return err;
	err = deb_extract(&deb, staged, place_program);
	deb_close(&deb);
	return err ? err : cache_commit(staged, target);
}

/* "4.17" of "xen-utils-4.17" has to begin the hypervisor's version, if that is known */
static struct error *check_series(const struct xen_image *xen, const char *package)
{
	const char *series = package + strlen("xen-utils-");
	size_t length = strlen(series);

	if (!xen->version || (!strncmp(xen->version, series, length) &&
			      (xen->version[length] == '.' || xen->version[length] == '-')))
		return NULL;
	return error_create(ERROR_UNTESTABLE, "Xen %s does not work with the toolstack %s of this "
			    "machine's suite", xen->version, series);
}

static struct error *get(struct string_list *paths, const char *suite, const struct xen_image *xen,
			 bool force, void (*progress)(const char *text), bool *not_found)
{
	struct package_offer offer guarded(package_offer) = { 0 };
	guarded(free) char *directory = NULL;
	guarded(free) char *target = NULL;
	struct error *err = package_offer_open(&offer, suite, PATTERN, force);

	if (!err && !offer.newest)
		err = error_create(ERROR_UNTESTABLE, "%s has no package xen-utils-*", suite);
	if (!err)
		err = check_series(xen, offer.newest->name);
	if (!err)
		err = cache_directory(&directory, "xen/toolstack");
	if (err)
		return err;
	target = string_format("%s/%s", directory, offer.newest->version);
	if (cache_use(target) && list_programs(paths, target))
		return NULL;
	if (progress)
		progress("downloading Xen's toolstack");
	err = unpack(&offer, target, not_found);
	if (!err && !list_programs(paths, target))
		err = error_create(ERROR_SYSTEM, "the package %s has no xl", offer.newest->name);
	return err;
}

struct error *xen_toolstack_find(struct string_list *paths, const struct xen_image *xen,
				 void (*progress)(const char *text))
{
	guarded(free) char *suite = own_suite();
	bool not_found = false;
	struct error *err;

	if (!suite)
		return error_create(ERROR_UNTESTABLE, "no Xen toolstack for this distribution");
	err = get(paths, suite, xen, false, progress, &not_found);
	if (err && not_found) {
		/* the index was older than the pool: a fresh one may know better */
		error_destroy(err);
		err = get(paths, suite, xen, true, progress, &not_found);
	}
	return err;
}
