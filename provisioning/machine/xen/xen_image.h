/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Xen hypervisor to be booted: a file of the user's, or Debian's package. */
#ifndef NORMALPAGE_MACHINE_XEN_XEN_IMAGE_H
#define NORMALPAGE_MACHINE_XEN_XEN_IMAGE_H

#include "lib/base/error.h"

/**
 * struct xen_image - owned strings
 * @path: an uncompressed multiboot ELF file, as QEMU takes it
 * @version: of the package, or NULL for a plain file
 * @origin: for people: "Debian 4.17.5-1"
 */
struct xen_image {
	char *path;
	char *version;
	char *origin;
};

/**
 * xen_image_resolve - find the hypervisor that the user means
 * @image: filled in
 * @spec: xen or xen.gz, a .deb of xen-hypervisor-*, debian:SUITE, or NULL: of this machine's suite,
 *	which fits the toolstack and the libraries that this machine has
 * @progress: called for steps that take time, or NULL
 *
 * A file that is no Xen is ERROR_USAGE.
 */
error_check struct error *xen_image_resolve(struct xen_image *image, const char *spec,
					    void (*progress)(const char *text));
void xen_image_clear(struct xen_image *image);

/**
 * xen_file_check - is this an uncompressed Xen that multiboot can start? ERROR_USAGE if not
 * @name: the file as the user knows it
 */
error_check struct error *xen_file_check(const char *path, const char *name);

/** xen_from_file - xen or xen.gz, decompressed into the cache */
error_check struct error *xen_from_file(struct xen_image *image, const char *path);

/** xen_from_deb - the hypervisor in a xen-hypervisor-* package, unpacked to @target in the cache */
error_check struct error *xen_from_deb(struct xen_image *image, const char *deb,
				       const char *target);

/** xen_from_suite - the newest hypervisor package of a Debian suite, downloaded into the cache */
error_check struct error *xen_from_suite(struct xen_image *image, const char *suite,
					 void (*progress)(const char *text));

DEFINE_CLEANUP(xen_image, struct xen_image, xen_image_clear(&VALUE))

#endif
