/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The newest of a Debian suite's packages of one kind, and its .deb. */
#ifndef NORMALPAGE_MACHINE_PACKAGE_DEBIAN_PACKAGE_H
#define NORMALPAGE_MACHINE_PACKAGE_DEBIAN_PACKAGE_H

#include "provisioning/machine/package/apt.h"

/**
 * struct package_offer - what a suite has
 * @newest: borrowed from @packages; NULL if there is none
 */
struct package_offer {
	struct apt apt;
	struct apt_packages packages;
	const struct apt_package *newest;
};

/**
 * package_offer_open - ask the suite's index
 * @pattern: of the package's name
 * @force: fetch the index again
 *
 * An index that is old is better than none: its failure counts only if nothing is found.
 */
error_check struct error *package_offer_open(struct package_offer *offer, const char *suite,
					     const char *pattern, bool force);
void package_offer_close(struct package_offer *offer);

/**
 * package_download - the .deb of the newest one
 * @directory: made; where it goes
 * @deb: set to its path; the caller frees
 * @not_found: as in apt_download()
 */
error_check struct error *package_download(const struct package_offer *offer,
					   const char *directory, char **deb, bool *not_found);

/** own_suite - the Debian suite of this machine, such as "bookworm"; NULL if it is none */
char *own_suite(void);

DEFINE_CLEANUP(package_offer, struct package_offer, package_offer_close(&VALUE))

#endif
