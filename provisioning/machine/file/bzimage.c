// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/file/bzimage.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "lib/base/string_list.h"

/* offsets from the start of the file */
enum {
	SETUP_SECTS = 0x1f1,
	HEADER_MAGIC = 0x202,
	PROTOCOL = 0x206,
	KERNEL_VERSION = 0x20e,
	PAYLOAD_OFFSET = 0x248,
	PAYLOAD_LENGTH = 0x24c,
	HEADER_END = 0x250,
};

#define SECTOR 512

DEFINE_CLEANUP(archive_read, struct archive *, archive_read_free(VALUE))

struct error *mapped_file_open(struct mapped_file *file, const char *path)
{
	guarded(fd) int fd = regular_file_open(path);
	struct stat st;
	void *data;

	*file = (struct mapped_file){ 0 };
	if (fd < 0 || fstat(fd, &st))
		return regular_file_error(errno, path);
	if (!st.st_size)
		return NULL;
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return error_errno(errno, "cannot read %s", path);
	*file = (struct mapped_file){ .data = data, .size = st.st_size };
	return NULL;
}

void mapped_file_close(struct mapped_file *file)
{
	if (file->data)
		munmap((void *)file->data, file->size);
	*file = (struct mapped_file){ 0 };
}

static uint16_t read16(const struct mapped_file *file, size_t offset)
{
	return file->data[offset] | file->data[offset + 1] << 8;
}

static uint32_t read32(const struct mapped_file *file, size_t offset)
{
	return read16(file, offset) | (uint32_t)read16(file, offset + 2) << 16;
}

bool bzimage_is(const struct mapped_file *file)
{
	return file->size >= HEADER_END && !memcmp(file->data + HEADER_MAGIC, "HdrS", 4);
}

bool bzimage_is_old(const struct mapped_file *file)
{
	return bzimage_is(file) && read16(file, PROTOCOL) < 0x208;
}

char *bzimage_release(const struct mapped_file *file)
{
	size_t start = read16(file, KERNEL_VERSION) + SECTOR;
	size_t end = start;

	/* 0: the field is not there; else it is in the setup sectors */
	if (start == SECTOR)
		return NULL;
	while (end < file->size && file->data[end] > ' ')
		end++;
	if (end == start || end >= file->size)
		return NULL;
	return string_copy_n((const char *)file->data + start, end - start);
}

bool bzimage_payload(const struct mapped_file *file, const void **payload, size_t *size)
{
	size_t setup, offset, length;

	if (!bzimage_is(file) || bzimage_is_old(file))
		return false;
	/* 0 means 4, for historical reasons */
	setup = file->data[SETUP_SECTS] ? file->data[SETUP_SECTS] : 4;
	offset = (setup + 1) * SECTOR + read32(file, PAYLOAD_OFFSET);
	length = read32(file, PAYLOAD_LENGTH);
	if (length < 8 || offset > file->size || length > file->size - offset)
		return false;
	*payload = file->data + offset;
	*size = length;
	return true;
}

/* arch/x86/boot/compressed/Makefile appends the size, unless gzip has put it there itself */
static size_t compressed_size(const unsigned char *payload, size_t size)
{
	return payload[0] == 0x1f && payload[1] == 0x8b ? size : size - 4;
}

static struct error *write_all(struct archive *archive, int fd, const char *name, const char *path,
			       size_t *written)
{
	const void *block;
	size_t size;
	int64_t offset;
	int status;

	while ((status = archive_read_data_block(archive, &block, &size, &offset)) == ARCHIVE_OK) {
		if (!full_write(fd, block, size))
			return error_errno(errno, "cannot write %s", path);
		*written += size;
	}
	if (status == ARCHIVE_EOF)
		return NULL;
	return error_create(ERROR_USAGE, "%s is damaged: %s", name, archive_error_string(archive));
}

struct error *bzimage_unpack(const struct mapped_file *file, const char *name, const char *path)
{
	struct archive *archive guarded(archive_read) = archive_read_new();
	struct archive_entry *entry;
	guarded(fd) int fd = -1;
	const void *payload;
	const unsigned char *end;
	size_t size, written = 0;
	struct error *err;

	if (!bzimage_payload(file, &payload, &size))
		return error_create(ERROR_USAGE, "%s is damaged: its payload is not in it", name);
	archive_read_support_format_raw(archive);
	archive_read_support_filter_all(archive);
	if (archive_read_open_memory(archive, payload, compressed_size(payload, size)) ||
	    archive_read_next_header(archive, &entry))
		return error_create(ERROR_USAGE, "%s is damaged: %s", name,
				    archive_error_string(archive));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_errno(errno, "cannot write %s", path);
	err = write_all(archive, fd, name, path, &written);
	if (err)
		return err;
	end = (const unsigned char *)payload + size - 4;
	if ((uint32_t)written != (end[0] | end[1] << 8 | end[2] << 16 | (uint32_t)end[3] << 24))
		return error_create(ERROR_USAGE, "%s is damaged: it unpacks to %zu bytes", name,
				    written);
	return NULL;
}
