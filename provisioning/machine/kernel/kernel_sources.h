/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where kernels come from: one function and one file per source, for kernel_image_resolve(). */
#ifndef NORMALPAGE_MACHINE_KERNEL_KERNEL_SOURCES_H
#define NORMALPAGE_MACHINE_KERNEL_KERNEL_SOURCES_H

#include <stdbool.h>

#include "provisioning/machine/kernel/kernel_image.h"

/** kernel_from_vmlinuz - a bzImage or vmlinux file, with a modules directory or NULL */
error_check struct error *kernel_from_vmlinuz(struct kernel_image *image, const char *path,
					      const char *modules);

/** kernel_from_tree - a Linux build tree for x86 */
error_check struct error *kernel_from_tree(struct kernel_image *image, const char *path);

/** kernel_from_host - the kernel that runs here, from its installed files */
error_check struct error *kernel_from_host(struct kernel_image *image);

/**
 * kernel_from_debs - the packages of one kernel, unpacked into the cache
 * @given: named by the user: two with other contents are two kernels, also if they have one name and version
 */
error_check struct error *kernel_from_debs(struct kernel_image *image,
					   const struct string_list *paths, bool given,
					   void (*progress)(const char *text));

/**
 * kernel_from_suite - a kernel of a Debian suite, downloaded into the cache
 * @suite: "trixie-backports", or NULL: the newest released kernel of 6.18 or later in any suite
 * @series: "7.2", "7.2.12", "7.2-cloud", or NULL for the newest
 */
error_check struct error *kernel_from_suite(struct kernel_image *image, const char *suite,
					    const char *series,
					    void (*progress)(const char *text));

/**
 * kernel_file_release - the release that a bzImage or vmlinux says it is
 * @release: set to a string that the caller frees
 *
 * ERROR_USAGE if the file is no kernel.
 */
error_check struct error *kernel_file_release(char **release, const char *path);

#endif
