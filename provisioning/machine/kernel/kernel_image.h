/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel to be booted: its files, and where they came from. */
#ifndef NORMALPAGE_MACHINE_KERNEL_KERNEL_IMAGE_H
#define NORMALPAGE_MACHINE_KERNEL_KERNEL_IMAGE_H

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * struct kernel_image - owned strings
 * @release: as uname -r will say
 * @vmlinuz: a bzImage, or an ELF vmlinux
 * @modules: directory with the modules and modules.builtin, or NULL: none
 * @config: the configuration that it was built with, or NULL: not known
 * @origin: how it was obtained, for people: "Debian linux-image-... 7.2.12-1"
 */
struct kernel_image {
	char *release;
	char *vmlinuz;
	char *modules;
	char *config;
	char *origin;
};

void kernel_image_clear(struct kernel_image *image);

/** kernel_image_has_config - does the configuration say =y or =m to @symbol? true if not known */
bool kernel_image_has_config(const struct kernel_image *image, const char *symbol);

DEFINE_CLEANUP(kernel_image, struct kernel_image, kernel_image_clear(&VALUE))

#endif
