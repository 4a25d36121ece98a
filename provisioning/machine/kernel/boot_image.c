// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/boot_image.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/file/bzimage.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/digest.h"
#include "provisioning/machine/file/elf_file.h"

/* a vmlinux is some 60 MB: keep those of a bisection's last steps */
#define KEEP 6

static struct error *unpack(const char *vmlinuz, const char *target)
{
	struct mapped_file file guarded(mapped_file) = { 0 };
	char *staged guarded(staged) = cache_stage(target);
	struct error *err = mapped_file_open(&file, vmlinuz);

	if (err)
		return err;
	/* an old one is as good as one that cannot PVH */
	if (!bzimage_is_old(&file))
		err = bzimage_unpack(&file, vmlinuz, staged);
	if (err)
		return err;
	/* an empty file remembers that this one has to boot as a bzImage */
	if (!elf_has_pvh_entry(staged)) {
		int fd = open(staged, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

		if (fd < 0)
			return error_errno(errno, "cannot write %s", staged);
		close(fd);
	}
	return cache_commit(staged, target);
}

struct error *boot_image_prepare(struct boot_image *boot, const struct kernel_image *kernel)
{
	uint64_t digest = digest_add_file(DIGEST_START, kernel->vmlinuz);
	guarded(free) char *directory = NULL;
	guarded(free) char *cached = NULL;
	struct error *err;
	struct stat st;

	*boot = (struct boot_image){ 0 };
	if (elf_is(kernel->vmlinuz)) {
		if (!elf_has_pvh_entry(kernel->vmlinuz))
			return error_create(ERROR_USAGE,
					    "%s cannot be booted: a vmlinux without CONFIG_PVH; give the bzImage",
					    kernel->vmlinuz);
		*boot = (struct boot_image){ string_copy(kernel->vmlinuz), true };
		return NULL;
	}
	err = cache_directory(&directory, "vmlinux");
	if (err)
		return err;
	cached = string_format("%s/%016" PRIx64 ".elf", directory, digest);
	if (!cache_use(cached)) {
		err = unpack(kernel->vmlinuz, cached);
		cache_prune(directory, ".elf", KEEP);
	}
	if (err)
		return err;
	if (!stat(cached, &st) && st.st_size)
		*boot = (struct boot_image){ take(cached), true };
	else
		*boot = (struct boot_image){ string_copy(kernel->vmlinuz), false };
	return NULL;
}

void boot_image_clear(struct boot_image *boot)
{
	free(boot->path);
	*boot = (struct boot_image){ 0 };
}
