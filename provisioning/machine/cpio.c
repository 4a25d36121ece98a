// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cpio.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "provisioning/machine/string_list.h"

struct cpio {
	struct archive *archive;
	char *path;
	struct string_list directories;
};

DEFINE_CLEANUP(archive_read, struct archive *, archive_read_free(VALUE))
DEFINE_CLEANUP(entry, struct archive_entry *, archive_entry_free(VALUE))

static struct error *cannot_write(const struct cpio *cpio)
{
	return error_create(ERROR_SYSTEM, "cannot write %s: %s", cpio->path,
			    archive_error_string(cpio->archive));
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
	parent = string_format("%.*s", (int)(slash - name), name);
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

static struct error *read_blocks(struct archive *in, const char *path, char **data, size_t *size)
{
	size_t room = 1 << 20;
	la_ssize_t n;

	*size = 0;
	*data = malloc(room);
	while (*data && (n = archive_read_data(in, *data + *size, room - *size)) > 0) {
		*size += n;
		if (*size == room)
			*data = realloc(*data, room *= 2);
	}
	if (!*data)
		abort();
	return n < 0 ? error_create(ERROR_USAGE, "%s is damaged: %s", path,
				    archive_error_string(in)) : NULL;
}

static bool is_compressed_module(const char *path)
{
	const char *ko = strstr(path, ".ko.");

	return ko && (!strcmp(ko, ".ko.xz") || !strcmp(ko, ".ko.zst") || !strcmp(ko, ".ko.gz"));
}

struct error *cpio_add_file(struct cpio *cpio, const char *name, unsigned int mode,
			    const char *path)
{
	struct archive *in guarded(archive_read) = archive_read_new();
	struct archive_entry *entry;
	guarded(free) char *data = NULL;
	struct error *err;
	size_t size;

	archive_read_support_format_raw(in);
	archive_read_support_format_empty(in);
	if (is_compressed_module(path))
		archive_read_support_filter_all(in);
	if (archive_read_open_filename(in, path, 1 << 18))
		return error_create(ERROR_SYSTEM, "cannot read %s: %s", path,
				    archive_error_string(in));
	switch (archive_read_next_header(in, &entry)) {
	case ARCHIVE_OK:
		err = read_blocks(in, path, &data, &size);
		return err ? err : cpio_add_data(cpio, name, mode, data, size);
	case ARCHIVE_EOF:
		return cpio_add_data(cpio, name, mode, "", 0);
	default:
		return error_create(ERROR_USAGE, "%s is damaged: %s", path,
				    archive_error_string(in));
	}
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
