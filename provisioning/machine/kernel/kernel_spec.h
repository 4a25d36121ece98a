/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user says of a kernel: --kernel, and which source it means. */
#ifndef NORMALPAGE_MACHINE_KERNEL_KERNEL_SPEC_H
#define NORMALPAGE_MACHINE_KERNEL_KERNEL_SPEC_H

#include "provisioning/machine/kernel/kernel_image.h"

/**
 * kernel_spec_split - the words of a --kernel, which are separated by commas
 *
 * A path may have commas of its own: what is there as a whole is one word.
 */
void kernel_spec_split(struct string_list *words, const char *spec);

/**
 * kernel_image_resolve - find the kernel that the user means
 * @image: filled in
 * @specs: the words of --kernel (see run_options_usage()); none for the default kernel
 * @modules: --modules, or NULL
 * @progress: called for steps that take time, or NULL
 */
error_check struct error *kernel_image_resolve(struct kernel_image *image,
					       const struct string_list *specs, const char *modules,
					       void (*progress)(const char *text));

#endif
