/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packages as apt-cache describes them: paragraphs of "Name: value" (deb822(5)). */
#ifndef NORMALPAGE_MACHINE_PACKAGE_APT_PACKAGES_H
#define NORMALPAGE_MACHINE_PACKAGE_APT_PACKAGES_H

#include <stdint.h>

#include "lib/base/error.h"

/**
 * struct apt_package - one package that a suite offers
 * @size: bytes to download; @installed: bytes when unpacked
 */
struct apt_package {
	char *name;
	char *version;
	uint64_t size;
	uint64_t installed;
};

struct apt_packages {
	struct apt_package *package;
	size_t nr;
};

/**
 * apt_packages_read - append what a file describes
 *
 * A package without a name and a version that may be parts of a path (path_part.h) is left out.
 */
error_check struct error *apt_packages_read(struct apt_packages *packages, const char *path);
void apt_packages_clear(struct apt_packages *packages);

DEFINE_CLEANUP(apt_packages, struct apt_packages, apt_packages_clear(&VALUE))

#endif
