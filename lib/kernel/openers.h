/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often a device is open, as the kernel counts: nobody can keep it open without being counted. */
#ifndef NORMALPAGE_KERNEL_OPENERS_H
#define NORMALPAGE_KERNEL_OPENERS_H

#include "lib/base/error.h"

/**
 * kernel_openers - how often a device is open: by processes, in rings and messages, by the kernel itself
 * @fd: the device, open in this process; counts as one
 *
 * Read from the kernel's memory. Of a block device it is bd_openers of struct block_device (block/bdev.c
 * blkdev_get_whole(); partitions count, too), of a character device the references of its struct cdev
 * beyond the driver's (fs/char_dev.c chrdev_open() takes one, __fput() in fs/file_table.c gives it back,
 * and a mapping keeps the file).
 *
 * The error says what is missing to read it: /proc/kcore, or the types that the kernel describes (BTF). What
 * is found there has to have the device's number.
 */
error_check struct error *kernel_openers(int fd, unsigned int *openers);

#endif
