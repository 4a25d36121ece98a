/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian packages through apt, with a state of our own in the cache: the machine's lists,
 * preferences and sources are neither used nor changed, and no root is needed. Only the address of
 * the mirror and the settings for proxies are the machine's. apt verifies the archive's signatures.
 */
#ifndef NORMALPAGE_MACHINE_PACKAGE_APT_H
#define NORMALPAGE_MACHINE_PACKAGE_APT_H

#include "lib/base/error.h"
#include "provisioning/machine/package/apt_packages.h"
#include "lib/base/string_list.h"

/**
 * struct apt - the state for one suite; owned strings
 * @config: apt.conf of our own
 */
struct apt {
	char *suite;
	char *directory;
	char *config;
};

/**
 * apt_open - prepare the state; ERROR_MISSING without apt or the archive's keyring
 * @suite: one, or several as one, joined by "+"
 */
error_check struct error *apt_open(struct apt *apt, const char *suite);
void apt_close(struct apt *apt);

/**
 * apt_update - fetch the suite's index if ours is older than a day, or at once with @force
 *
 * An attempt that failed is not repeated for some minutes: a run without a network must not wait.
 */
error_check struct error *apt_update(struct apt *apt, bool force);

/** apt_search - packages whose names match an extended regular expression */
error_check struct error *apt_search(const struct apt *apt, const char *pattern,
				     struct apt_packages *packages);

/**
 * apt_download - fetch packages into @directory; apt compares their size and checksums
 * @not_found: set if the mirror does not have what its index promises (404); may be NULL
 */
error_check struct error *apt_download(const struct apt *apt,
				       const struct apt_package *const *wanted, size_t nr,
				       const char *directory, bool *not_found);

/** apt_downloaded - append the paths of the packages that are in @directory */
void apt_downloaded(struct string_list *debs, const char *directory);

/** apt_fetch - fetch packages by name, and all that they depend on, into @directory, which is made */
error_check struct error *apt_fetch(const struct apt *apt, const struct string_list *packages,
				    const char *directory);

DEFINE_CLEANUP(apt, struct apt, apt_close(&VALUE))

#endif
