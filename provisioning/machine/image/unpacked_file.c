// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/image/unpacked_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>

#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"

DEFINE_CLEANUP(archive_read, struct archive *, archive_read_free(VALUE))

static bool is_compressed_module(const char *path)
{
	return string_ends_in(path, ".ko.xz") || string_ends_in(path, ".ko.zst") || string_ends_in(path, ".ko.gz");
}

static struct error *read_blocks(struct archive *in, const char *path, char **data, size_t *size)
{
	guarded(free) char *buffer = NULL;
	size_t room = 1 << 20, used = 0;
	la_ssize_t n = 0;

	do {
		buffer = realloc(buffer, room *= 2);
		if (!buffer)
			abort();
		while (used < room && (n = archive_read_data(in, buffer + used, room - used)) > 0)
			used += n;
	} while (used == room);
	if (n < 0)
		return error_create(ERROR_USAGE, "%s is damaged: %s", path,
				    archive_error_string(in));
	*data = take(buffer);
	*size = used;
	return NULL;
}

struct error *unpacked_file_read(const char *path, char **data, size_t *size)
{
	struct archive *in guarded(archive_read) = archive_read_new();
	struct error *err = regular_file_check(path);
	struct archive_entry *entry;

	if (err)
		return err;
	archive_read_support_format_raw(in);
	archive_read_support_format_empty(in);
	if (is_compressed_module(path))
		archive_read_support_filter_all(in);
	if (archive_read_open_filename(in, path, 1 << 18))
		return error_create(ERROR_SYSTEM, "cannot read %s: %s", path,
				    archive_error_string(in));
	switch (archive_read_next_header(in, &entry)) {
	case ARCHIVE_OK:
		return read_blocks(in, path, data, size);
	case ARCHIVE_EOF:
		*data = string_copy("");
		*size = 0;
		return NULL;
	default:
		return error_create(ERROR_USAGE, "%s is damaged: %s", path,
				    archive_error_string(in));
	}
}
