/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that was to be written, or the reason why it was not. A write(2) that takes less than it was given
 * (a disk that becomes full) leaves errno as it was: the reason comes with the next one.
 */
#ifndef NORMALPAGE_BASE_FULL_WRITE_H
#define NORMALPAGE_BASE_FULL_WRITE_H

#include <stdbool.h>
#include <stdio.h>

#include "lib/base/error.h"

/** full_write - write(2) until all is written; false with the reason in errno */
bool full_write(int fd, const void *data, size_t size);

/** full_pwrite - the same with pwrite(2) */
bool full_pwrite(int fd, const void *data, size_t size, off_t offset);

/**
 * stream_check - write what a stream still holds; an error if any of all that went to it is lost
 * @name: what it is, for the message: a path, "the standard output"
 */
error_check struct error *stream_check(FILE *f, const char *name);

/** stream_close - the same, and close it in any case */
error_check struct error *stream_close(FILE *f, const char *name);

#endif
