// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/file/archive_error.h"

#include <errno.h>

/* archive_platform.h: ARCHIVE_ERRNO_MISC, ARCHIVE_ERRNO_FILE_FORMAT and ARCHIVE_ERRNO_PROGRAMMER */
bool archive_write_failed(struct archive *archive)
{
	int errnum = archive_errno(archive);

	return errnum > 0 && errnum != EILSEQ && errnum != EINVAL;
}

struct error *archive_error(struct archive *archive, const char *what)
{
	const char *why = archive_error_string(archive);

	if (!why)
		why = "libarchive does not say why";
	if (archive_write_failed(archive))
		return error_errno(archive_errno(archive), "%s: %s", what, why);
	return error_create(ERROR_SYSTEM, "%s: %s", what, why);
}
