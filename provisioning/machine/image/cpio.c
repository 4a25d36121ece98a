// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/image/cpio.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/file/archive_error.h"
#include "lib/base/string_list.h"
#include "provisioning/machine/image/unpacked_file.h"

struct cpio {
	struct archive *archive;
	char *path;
	struct string_list directories;
};

DEFINE_CLEANUP(entry, struct archive_entry *, archive_entry_free(VALUE))

static struct error *cannot_write(const struct cpio *cpio)
{
	guarded(free) char *what = string_format("cannot write %s", cpio->path);

	return archive_error(cpio->archive, what);
}

struct error *cpio_create(struct cpio **cpio, const char *path)
{
	struct cpio *new = calloc(1, sizeof(*new));
	struct error *err;

	if (!new)
		abort();
	new->path = string_copy(path);
	new->archive = archive_write_new();
	archive_write_set_format_cpio_newc(new->archive);
	/* the kernel wants the next archive of the same file at a multiple of 4 */
	archive_write_set_bytes_per_block(new->archive, 1 << 18);
	archive_write_set_bytes_in_last_block(new->archive, 4);
	if (archive_write_open_filename(new->archive, path) == ARCHIVE_OK) {
		*cpio = new;
		return NULL;
	}
	err = cannot_write(new);
	cpio_destroy(new);
	return err;
}

void cpio_destroy(struct cpio *cpio)
{
	if (!cpio)
		return;
	archive_write_free(cpio->archive);
	string_list_clear(&cpio->directories);
	free(cpio->path);
	free(cpio);
}

static struct error *write_header(struct cpio *cpio, const char *name, unsigned int type,
				  unsigned int mode, size_t size, const char *target)
{
	struct archive_entry *entry guarded(entry) = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, type);
	archive_entry_set_perm(entry, mode);
	archive_entry_set_size(entry, size);
	archive_entry_set_nlink(entry, 1);
	archive_entry_set_mtime(entry, 0, 0);
	if (target)
		archive_entry_set_symlink(entry, target);
	return archive_write_header(cpio->archive, entry) < ARCHIVE_WARN ? cannot_write(cpio) :
									   NULL;
}

struct error *cpio_add_directory(struct cpio *cpio, const char *name)
{
	guarded(free) char *copy = string_copy(name);
	struct error *err = NULL;

	for (char *p = copy; !err && p; ) {
		p = strchr(p, '/');
		if (p)
			*p = '\0';
		if (*copy && !string_list_has(&cpio->directories, copy)) {
			string_list_add(&cpio->directories, "%s", copy);
			err = write_header(cpio, copy, AE_IFDIR, 0755, 0, NULL);
		}
		if (p)
			*p++ = '/';
	}
	return err;
}

static struct error *add_parents(struct cpio *cpio, const char *name)
{
	const char *slash = strrchr(name, '/');
	guarded(free) char *parent = NULL;

	if (!slash)
		return NULL;
	parent = string_copy_n(name, (size_t)(slash - name));
	return cpio_add_directory(cpio, parent);
}

struct error *cpio_add_data(struct cpio *cpio, const char *name, unsigned int mode,
			    const void *data, size_t size)
{
	struct error *err = add_parents(cpio, name);

	if (!err)
		err = write_header(cpio, name, AE_IFREG, mode, size, NULL);
	if (!err && archive_write_data(cpio->archive, data, size) != (la_ssize_t)size)
		err = cannot_write(cpio);
	return err;
}

struct error *cpio_add_file(struct cpio *cpio, const char *name, unsigned int mode,
			    const char *path)
{
	guarded(free) char *data = NULL;
	size_t size;
	struct error *err = unpacked_file_read(path, &data, &size);

	return err ? err : cpio_add_data(cpio, name, mode, data, size);
}

struct error *cpio_add_symlink(struct cpio *cpio, const char *name, const char *target)
{
	struct error *err = add_parents(cpio, name);

	return err ? err : write_header(cpio, name, AE_IFLNK, 0777, 0, target);
}

struct error *cpio_finish(struct cpio *cpio)
{
	return archive_write_close(cpio->archive) == ARCHIVE_OK ? NULL : cannot_write(cpio);
}
