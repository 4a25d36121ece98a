// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/package/debian_package.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/path_part.h"
#include "provisioning/machine/package/version.h"

static const struct apt_package *newest(const struct apt_packages *packages)
{
	const struct apt_package *best = NULL;

	for (size_t i = 0; i < packages->nr; i++) {
		const struct apt_package *package = &packages->package[i];

		if (!best || version_compare(package->version, best->version) > 0)
			best = package;
	}
	return best;
}

struct error *package_offer_open(struct package_offer *offer, const char *suite,
				 const char *pattern, bool force)
{
	guarded(error) struct error *stale = NULL;
	struct error *err;

	*offer = (struct package_offer){ 0 };
	err = apt_open(&offer->apt, suite);
	if (err)
		return err;
	stale = apt_update(&offer->apt, force);
	if (stale && stale->kind != ERROR_SYSTEM)
		err = take(stale);
	if (!err)
		err = apt_search(&offer->apt, pattern, &offer->packages);
	if (!err)
		offer->newest = newest(&offer->packages);
	if (!err && !offer->newest)
		err = take(stale);
	if (err)
		package_offer_close(offer);
	return err;
}

void package_offer_close(struct package_offer *offer)
{
	apt_close(&offer->apt);
	apt_packages_clear(&offer->packages);
	*offer = (struct package_offer){ 0 };
}

struct error *package_download(const struct package_offer *offer, const char *directory,
			       char **deb, bool *not_found)
{
	struct string_list paths guarded(strings) = { 0 };
	struct error *err = directory_make(directory);

	if (!err)
		err = apt_download(&offer->apt, &offer->newest, 1, directory, not_found);
	if (err)
		return err;
	apt_downloaded(&paths, directory);
	if (!paths.nr)
		return error_create(ERROR_SYSTEM, "apt-get downloaded no %s", offer->newest->name);
	*deb = string_copy(paths.item[0]);
	return NULL;
}

/* VERSION_CODENAME of os-release(5); sid calls itself by the next release's name */
char *own_suite(void)
{
	static const char key[] = "VERSION_CODENAME=";
	guarded(file) FILE *f = fopen("/etc/os-release", "re");
	guarded(free) char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0) {
		char *value = line + sizeof(key) - 1;

		if (strncmp(line, key, sizeof(key) - 1))
			continue;
		value += *value == '"';
		value[strcspn(value, "\"\n")] = '\0';
		if (suite_name_is_good(value))
			return string_copy(value);
	}
	return NULL;
}
