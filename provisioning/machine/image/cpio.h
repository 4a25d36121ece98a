/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An archive for the kernel's initramfs: plain newc cpio, the same bytes for the same input. */
#ifndef NORMALPAGE_MACHINE_IMAGE_CPIO_H
#define NORMALPAGE_MACHINE_IMAGE_CPIO_H

#include "lib/base/error.h"

struct cpio;

error_check struct error *cpio_create(struct cpio **cpio, const char *path);

/** cpio_add_directory - with all parents; one that is there already is left alone */
error_check struct error *cpio_add_directory(struct cpio *cpio, const char *name);

/** cpio_add_data - a file with mode @mode; parents are made */
error_check struct error *cpio_add_data(struct cpio *cpio, const char *name, unsigned int mode,
					const void *data, size_t size);

/** cpio_add_file - a copy of a file of this machine */
error_check struct error *cpio_add_file(struct cpio *cpio, const char *name, unsigned int mode,
					const char *path);

error_check struct error *cpio_add_symlink(struct cpio *cpio, const char *name,
					   const char *target);

/** cpio_finish - write the end; an error here means that the file is not whole */
error_check struct error *cpio_finish(struct cpio *cpio);
void cpio_destroy(struct cpio *cpio);

DEFINE_CLEANUP(cpio, struct cpio *, cpio_destroy(VALUE))

#endif
