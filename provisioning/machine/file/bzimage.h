/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The x86 kernel image. Source of the offsets: Documentation/arch/x86/boot.rst of the kernel, "The
 * Real-Mode Kernel Header".
 */
#ifndef NORMALPAGE_MACHINE_FILE_BZIMAGE_H
#define NORMALPAGE_MACHINE_FILE_BZIMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

/** struct mapped_file - a file mapped read-only */
struct mapped_file {
	const unsigned char *data;
	size_t size;
};

error_check struct error *mapped_file_open(struct mapped_file *file, const char *path);
void mapped_file_close(struct mapped_file *file);
DEFINE_CLEANUP(mapped_file, struct mapped_file, mapped_file_close(&VALUE))

/** bzimage_is - has it the boot protocol's signature? */
bool bzimage_is(const struct mapped_file *file);

/** bzimage_is_old - is its boot protocol older than 2.08, which first says where the payload is? */
bool bzimage_is_old(const struct mapped_file *file);

/** bzimage_release - the version text in the header up to the first blank; NULL if there is none */
char *bzimage_release(const struct mapped_file *file);

/**
 * bzimage_payload - the compressed kernel in it
 * @payload, @size: set; borrowed from the mapping
 *
 * Returns false if the header has none (boot protocol before 2.08) or it lies outside the file.
 */
bool bzimage_payload(const struct mapped_file *file, const void **payload, size_t *size);

/**
 * bzimage_unpack - write the vmlinux that is in a bzImage to @path
 *
 * Any of the compressions that a kernel can be built with. A damaged one is ERROR_USAGE.
 */
error_check struct error *bzimage_unpack(const struct mapped_file *file, const char *name,
					 const char *path);

#endif
