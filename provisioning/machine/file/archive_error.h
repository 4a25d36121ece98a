/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_MACHINE_FILE_ARCHIVE_ERROR_H
#define NORMALPAGE_MACHINE_FILE_ARCHIVE_ERROR_H

#include <archive.h>
#include <stdbool.h>

#include "lib/base/error.h"

/**
 * archive_write_failed - is it the system that refused, as with a full disk, and not the archive that
 *	is damaged?
 */
bool archive_write_failed(struct archive *archive);

/**
 * archive_error - what went wrong in libarchive, whose words lack the reason, and whose reasons may be
 *	none of errno's
 * @what: "cannot write PATH"
 */
error_check struct error *archive_error(struct archive *archive, const char *what);

#endif
