// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/file/deb.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "provisioning/machine/file/archive_error.h"
#include "lib/base/interrupt.h"
#include "lib/base/path_part.h"
#include "lib/base/string_list.h"

#define CONTROL_MAX (4 << 20)

DEFINE_CLEANUP(archive_read, struct archive *, archive_read_free(VALUE))
DEFINE_CLEANUP(archive_write, struct archive *, archive_write_free(VALUE))

/* the tar archive in a member of the package's ar archive */
struct member {
	struct archive *outer;
	char buffer[65536];
};

static struct error *damaged(const char *path, struct archive *archive)
{
	const char *why = archive ? archive_error_string(archive) : NULL;

	return error_create(ERROR_USAGE, "%s is truncated or damaged%s%s", path, why ? ": " : "",
			    why ? why : "");
}

/* opens the ar archive at the member whose name starts with @name */
static struct error *open_member(struct archive **outer, const char *path, const char *name)
{
	struct archive_entry *entry;
	struct error *err = regular_file_check(path);
	int status;

	*outer = archive_read_new();
	archive_read_support_format_ar(*outer);
	if (err)
		return err;
	if (archive_read_open_filename(*outer, path, 1 << 16) != ARCHIVE_OK)
		return error_create(ERROR_USAGE, "%s is no Debian package", path);
	while ((status = archive_read_next_header(*outer, &entry)) == ARCHIVE_OK) {
		const char *member = archive_entry_pathname(entry);

		if (member && !strncmp(member, name, strlen(name)))
			return NULL;
	}
	if (status == ARCHIVE_EOF)
		return error_create(ERROR_USAGE, "%s is no Debian package: no %s in it", path,
				    name);
	if (!archive_file_count(*outer))
		return error_create(ERROR_USAGE, "%s is no Debian package", path);
	return damaged(path, *outer);
}

static la_ssize_t read_member(struct archive *inner, void *data, const void **buffer)
{
	struct member *member = data;
	la_ssize_t n = archive_read_data(member->outer, member->buffer, sizeof(member->buffer));

	if (n < 0)
		archive_set_error(inner, -1, "%s", archive_error_string(member->outer));
	*buffer = member->buffer;
	return n;
}

static struct error *open_tar(struct archive **inner, struct member *member, const char *path)
{
	*inner = archive_read_new();
	archive_read_support_format_tar(*inner);
	archive_read_support_filter_all(*inner);
	if (archive_read_open(*inner, member, NULL, read_member, NULL) != ARCHIVE_OK)
		return damaged(path, *inner);
	return NULL;
}

static const char *plain_path(struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);

	while (path && (!strncmp(path, "./", 2) || *path == '/'))
		path += *path == '/' ? 1 : 2;
	return path ? path : "";
}

static char *control_field(const char *control, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = control; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncasecmp(line, name, length) && line[length] == ':') {
			line += length + 1;
			line += strspn(line, " \t");
			return string_copy_n(line, strcspn(line, "\n"));
		}
	}
	return NULL;
}

/* all of them become parts of paths */
static struct error *check_control(const struct deb *deb)
{
	struct error *err;

	if (!deb->package || !deb->version || !deb->architecture)
		return error_create(ERROR_USAGE, "%s is no Debian package: no control data",
				    deb->path);
	err = path_part_check(deb->package, "name of a package", deb->path);
	if (!err)
		err = path_part_check(deb->version, "version of a package", deb->path);
	return err ? err : path_part_check(deb->architecture, "architecture", deb->path);
}

static struct error *read_control(struct deb *deb, struct archive *tar)
{
	guarded(free) char *data = calloc(1, CONTROL_MAX + 1);
	struct archive_entry *entry;
	int status;

	if (!data)
		abort();
	while ((status = archive_read_next_header(tar, &entry)) == ARCHIVE_OK) {
		la_ssize_t n = archive_read_data(tar, data, CONTROL_MAX);

		if (n < 0)
			return damaged(deb->path, tar);
		data[n] = '\0';
		if (deb->package || strcmp(plain_path(entry), "control"))
			continue;
		deb->package = control_field(data, "Package");
		deb->version = control_field(data, "Version");
		deb->architecture = control_field(data, "Architecture");
	}
	if (status != ARCHIVE_EOF)
		return damaged(deb->path, tar);
	return check_control(deb);
}

struct error *deb_open(struct deb *deb, const char *path)
{
	struct archive *outer guarded(archive_read) = NULL;
	struct archive *tar guarded(archive_read) = NULL;
	guarded(free) struct member *member = calloc(1, sizeof(*member));
	struct error *err;

	if (!member)
		abort();
	*deb = (struct deb){ .path = string_copy(path) };
	err = open_member(&outer, path, "control.tar");
	member->outer = outer;
	if (!err)
		err = open_tar(&tar, member, path);
	if (!err)
		err = read_control(deb, tar);
	if (err)
		deb_close(deb);
	return err;
}

void deb_close(struct deb *deb)
{
	free(deb->path);
	free(deb->package);
	free(deb->version);
	free(deb->architecture);
	*deb = (struct deb){ 0 };
}

static struct error *cannot_unpack(const struct deb *deb, struct archive *disk)
{
	guarded(free) char *what = string_format("cannot unpack %s", deb->path);

	return archive_error(disk, what);
}

static struct error *copy_file(struct archive *tar, struct archive *disk, const struct deb *deb)
{
	const void *block;
	size_t size;
	int64_t offset;
	int status;

	while ((status = archive_read_data_block(tar, &block, &size, &offset)) == ARCHIVE_OK) {
		if (archive_write_data_block(disk, block, size, offset) < ARCHIVE_OK)
			return cannot_unpack(deb, disk);
	}
	return status == ARCHIVE_EOF ? NULL : damaged(deb->path, tar);
}

static struct error *extract_file(const struct deb *deb, struct archive *tar, struct archive *disk,
				  struct archive_entry *entry, const char *target)
{
	struct error *err;

	/* one with data: libarchive would link to that path of this machine, and write to it */
	if (archive_entry_hardlink(entry))
		return error_create(ERROR_USAGE, "cannot unpack %s: %s in it is a hard link", deb->path,
				    plain_path(entry));
	/* the package's owner and times mean nothing in a cache */
	archive_entry_set_pathname(entry, target);
	archive_entry_set_perm(entry, 0644);
	if (archive_write_header(disk, entry) != ARCHIVE_OK)
		return cannot_unpack(deb, disk);
	err = copy_file(tar, disk, deb);
	if (err)
		return err;
	if (archive_write_finish_entry(disk) != ARCHIVE_OK)
		return cannot_unpack(deb, disk);
	return NULL;
}

/* has it a "..", which libarchive would refuse without a word for people? */
static bool leaves(const char *path)
{
	for (const char *part = path; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (!strncmp(part, "..", 2) && (!part[2] || part[2] == '/'))
			return true;
	}
	return false;
}

static struct error *extract_all(const struct deb *deb, struct archive *tar, const char *directory,
				 deb_place place)
{
	struct archive *disk guarded(archive_write) = archive_write_disk_new();
	struct archive_entry *entry;
	struct error *err;
	int status;

	archive_write_disk_set_options(disk, ARCHIVE_EXTRACT_SECURE_NODOTDOT |
						     ARCHIVE_EXTRACT_SECURE_SYMLINKS);
	while ((status = archive_read_next_header(tar, &entry)) == ARCHIVE_OK) {
		guarded(free) char *placed = NULL;
		guarded(free) char *target = NULL;

		err = interrupt_check();
		if (err)
			return err;
		if (archive_entry_filetype(entry) == AE_IFREG)
			placed = place(plain_path(entry));
		if (!placed)
			continue;
		if (leaves(placed))
			return error_create(ERROR_USAGE, "cannot unpack %s: '%s' in it leaves its directory",
					    deb->path, plain_path(entry));
		target = string_format("%s/%s", directory, placed);
		err = extract_file(deb, tar, disk, entry, target);
		if (err)
			return err;
	}
	return status == ARCHIVE_EOF ? NULL : damaged(deb->path, tar);
}

struct error *deb_extract(const struct deb *deb, const char *directory, deb_place place)
{
	struct archive *outer guarded(archive_read) = NULL;
	struct archive *tar guarded(archive_read) = NULL;
	guarded(free) struct member *member = calloc(1, sizeof(*member));
	struct error *err;

	if (!member)
		abort();
	err = open_member(&outer, deb->path, "data.tar");
	member->outer = outer;
	if (!err)
		err = open_tar(&tar, member, deb->path);
	if (!err)
		err = extract_all(deb, tar, directory, place);
	return err;
}
