// SPDX-License-Identifier: GPL-2.0-or-later
/* Hypervisors that lie about as files. */
#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/file/archive_error.h"
#include "provisioning/machine/file/bzimage.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/file/deb.h"
#include "provisioning/machine/cache/digest.h"
#include "lib/base/string_list.h"
#include "provisioning/machine/xen/xen_image.h"

/* hypervisors that are kept */
#define KEEP 6

/* Multiboot Specification 0.6.96, 3.1.1: the header is within the first 8192 bytes, aligned */
#define MULTIBOOT_SEARCH 8192
#define MULTIBOOT_MAGIC UINT32_C(0x1badb002)

DEFINE_CLEANUP(archive_read, struct archive *, archive_read_free(VALUE))

static uint32_t word_at(const struct mapped_file *file, size_t offset)
{
	uint32_t word;

	memcpy(&word, file->data + offset, sizeof(word));
	return word;
}

static bool has_multiboot_header(const struct mapped_file *file)
{
	for (size_t at = 0; at + 12 <= file->size && at + 12 <= MULTIBOOT_SEARCH; at += 4)
		/* magic, flags and checksum add up to nothing */
		if (word_at(file, at) == MULTIBOOT_MAGIC &&
		    !(uint32_t)(word_at(file, at) + word_at(file, at + 4) + word_at(file, at + 8)))
			return true;
	return false;
}

static struct error *not_xen(const char *name, const char *why)
{
	return error_create(ERROR_USAGE, "%s is not a Xen hypervisor: %s", name, why);
}

struct error *xen_file_check(const char *path, const char *name)
{
	static const char banner[] = "Xen version %d.%d";
	struct mapped_file file guarded(mapped_file) = { 0 };
	struct error *err = mapped_file_open(&file, path);

	if (err)
		return err;
	if (file.size < sizeof(Elf32_Ehdr) || memcmp(file.data, ELFMAG, SELFMAG))
		return not_xen(name, "no ELF file, nor one compressed");
	/* QEMU starts multiboot images in 32-bit mode, and takes no others */
	if (file.data[EI_CLASS] != ELFCLASS32 || !has_multiboot_header(&file))
		return not_xen(name, "no 32-bit ELF file with a multiboot header (take xen-*.gz, "
			       "not xen-syms or xen.efi)");
	if (!memmem(file.data, file.size, banner, sizeof(banner) - 1))
		return not_xen(name, "another multiboot kernel");
	return NULL;
}

static struct error *unpack_to(int fd, const char *path, const char *name)
{
	struct archive *in guarded(archive_read) = archive_read_new();
	struct archive_entry *entry;

	archive_read_support_format_raw(in);
	archive_read_support_filter_all(in);
	if (archive_read_open_filename(in, path, 1 << 18) ||
	    archive_read_next_header(in, &entry) != ARCHIVE_OK)
		return not_xen(name, archive_error_string(in) ? archive_error_string(in) :
								"the file is empty");
	if (archive_read_data_into_fd(in, fd) == ARCHIVE_OK)
		return NULL;
	/* what there is no room for may be a hypervisor nevertheless */
	if (archive_write_failed(in))
		return error_errno(archive_errno(in), "cannot unpack %s into the cache", name);
	return not_xen(name, archive_error_string(in));
}

/* decompress, check, and only then let it be in the cache */
static struct error *unpack(const char *path, const char *name, const char *target)
{
	char *staged guarded(staged) = cache_stage(target);
	guarded(fd) int fd = open(staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	struct error *err;

	if (fd < 0)
		return error_errno(errno, "cannot write %s", staged);
	err = unpack_to(fd, path, name);
	if (!err)
		err = xen_file_check(staged, name);
	return err ? err : cache_commit(staged, target);
}

struct error *xen_from_file(struct xen_image *image, const char *path)
{
	struct mapped_file file guarded(mapped_file) = { 0 };
	guarded(free) char *directory = NULL;
	guarded(free) char *target = NULL;
	struct error *err = mapped_file_open(&file, path);

	/* looked at first: a device must not be read to its end */
	if (!err)
		err = cache_directory(&directory, "xen/files");
	if (err)
		return err;
	target = string_format("%s/%016" PRIx64 ".elf", directory,
			       digest_add_file(DIGEST_START, path));
	if (!cache_use(target))
		err = unpack(path, path, target);
	cache_prune(directory, ".elf", KEEP);
	if (!err)
		*image = (struct xen_image){ .path = take(target), .origin = string_copy(path) };
	return err;
}

/* boot/xen-4.17-amd64.gz, but neither .efi nor .config */
static char *place_hypervisor(const char *path)
{
	size_t length = strlen(path);

	if (strncmp(path, "boot/xen-", 9) || strcmp(path + length - 3, ".gz"))
		return NULL;
	return string_copy("xen.gz");
}

static struct error *extract(const struct deb *deb, const char *target)
{
	guarded(free) char *final = string_format("%s.package", target);
	char *staged guarded(staged) = cache_stage(final);
	guarded(free) char *packed = string_format("%s/xen.gz", staged);
	struct error *err = directory_make(staged);

	if (!err)
		err = deb_extract(deb, staged, place_hypervisor);
	if (!err && access(packed, R_OK))
		err = not_xen(deb->path, "the package has no boot/xen-*.gz");
	return err ? err : unpack(packed, deb->path, target);
}

struct error *xen_from_deb(struct xen_image *image, const char *path, const char *target)
{
	struct deb deb;
	struct error *err = deb_open(&deb, path);

	if (err)
		return err;
	if (strncmp(deb.package, "xen-hypervisor-", 15) || strcmp(deb.architecture, "amd64"))
		err = error_create(ERROR_USAGE,
				   "%s is not a Xen hypervisor: it is package %s for %s", path,
				   deb.package, deb.architecture);
	if (!err)
		err = extract(&deb, target);
	if (!err)
		*image = (struct xen_image){ .path = string_copy(target),
					     .version = string_copy(deb.version),
					     .origin = string_format("Debian %s", deb.version) };
	deb_close(&deb);
	return err;
}
