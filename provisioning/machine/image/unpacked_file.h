/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files in memory; modules come decompressed. */
#ifndef NORMALPAGE_MACHINE_IMAGE_UNPACKED_FILE_H
#define NORMALPAGE_MACHINE_IMAGE_UNPACKED_FILE_H

#include "lib/base/error.h"

/**
 * unpacked_file_read - read a file; .ko.xz, .ko.zst and .ko.gz are decompressed
 * @data: set; the caller frees
 */
error_check struct error *unpacked_file_read(const char *path, char **data, size_t *size);

#endif
