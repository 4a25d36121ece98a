/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debian packages: what one says it is, and the files in it. Format: deb(5). */
#ifndef NORMALPAGE_MACHINE_FILE_DEB_H
#define NORMALPAGE_MACHINE_FILE_DEB_H

#include "lib/base/error.h"

/**
 * struct deb - the control data of a .deb file; owned strings, fit for parts of paths (path_part.h)
 */
struct deb {
	char *path;
	char *package;
	char *version;
	char *architecture;
};

/** deb_open - read the control data of @path; ERROR_USAGE if it is no .deb or is damaged */
error_check struct error *deb_open(struct deb *deb, const char *path);

/** deb_close - free what deb_open() set */
void deb_close(struct deb *deb);

/**
 * typedef deb_place - where a file of a package goes
 * @path: path in the package, without a leading "./" or "/"
 *
 * Returns the path below the target directory, which is freed by the caller, or NULL: not wanted.
 */
typedef char *(*deb_place)(const char *path);

/** deb_extract - write the regular files that @place wants below @directory (must exist) */
error_check struct error *deb_extract(const struct deb *deb, const char *directory,
				      deb_place place);

#endif
