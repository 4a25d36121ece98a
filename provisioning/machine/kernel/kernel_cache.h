/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels unpacked in the cache: one directory each, with vmlinuz, config, modules/ and
 * kernel.json.
 */
#ifndef NORMALPAGE_MACHINE_KERNEL_KERNEL_CACHE_H
#define NORMALPAGE_MACHINE_KERNEL_KERNEL_CACHE_H

#include <stdint.h>

#include "provisioning/machine/kernel/kernel_image.h"

/**
 * struct cached_kernel - an entry of the cache
 * @version: the package version
 * @identity: digest of the packages that it was made from
 * @given: from packages that the user named, and not from a suite
 */
struct cached_kernel {
	struct kernel_image image;
	char *version;
	uint64_t identity;
	bool given;
};

/** KERNEL_GIVEN - how the path of one ends whose packages the user named */
#define KERNEL_GIVEN ".given"

/**
 * kernel_cache_path - directory of a kernel in the cache, whether it is there or not
 * @path: set; the caller frees
 * @identity: digest of the packages that the user named, and no other has this path; NULL: of a suite,
 *	which has one of each version
 */
error_check struct error *kernel_cache_path(char **path, const char *release, const char *version,
					    const uint64_t *identity);

/** kernel_cache_load - read an entry; false if it is not there or not whole */
bool kernel_cache_load(struct cached_kernel *kernel, const char *path);

/** kernel_cache_describe - write kernel.json into a staged entry: the last step of making one */
error_check struct error *kernel_cache_describe(const char *directory, const char *release,
						const char *version, uint64_t identity);

/** kernel_cache_list - all entries, newest version first; returns how many, the caller frees */
size_t kernel_cache_list(struct cached_kernel **kernels);

void cached_kernel_clear(struct cached_kernel *kernel);
void cached_kernels_destroy(struct cached_kernel *kernels, size_t nr);

#endif
