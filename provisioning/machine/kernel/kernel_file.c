// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernels that lie about as files: a vmlinuz, a build tree, the host's own. */
#include "lib/base/owned_string.h"
#include "provisioning/machine/kernel/kernel_sources.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/base/regular_file.h"
#include "provisioning/machine/file/bzimage.h"
#include "provisioning/machine/file/elf_file.h"
#include "lib/base/path_part.h"

static char *existing(char *path)
{
	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

/* what the kernel is built with is asked of it many times, where nobody listens to errors */
static struct error *check_config(struct kernel_image *image)
{
	struct error *err = image->config ? regular_file_check(image->config) : NULL;

	if (err)
		kernel_image_clear(image);
	return err;
}

/* linux_banner, init/version-timestamp.c */
static char *vmlinux_release(const struct mapped_file *file)
{
	static const char banner[] = "Linux version ";
	const unsigned char *at = memmem(file->data, file->size, banner, sizeof(banner) - 1);
	size_t left;

	if (!at)
		return NULL;
	at += sizeof(banner) - 1;
	left = file->data + file->size - at;
	for (size_t i = 0; i < left; i++)
		if (at[i] <= ' ')
			return string_copy_n((const char *)at, i);
	return NULL;
}

struct error *kernel_file_release(char **release, const char *path)
{
	struct mapped_file file guarded(mapped_file) = { 0 };
	struct error *err = mapped_file_open(&file, path);

	*release = NULL;
	if (err)
		return err;
	if (bzimage_is(&file))
		*release = bzimage_release(&file);
	else if (file.size > EI_NIDENT && elf_is(path) && file.data[EI_NIDENT] == ET_EXEC)
		*release = vmlinux_release(&file);
	if (*release) {
		err = path_part_check(*release, "kernel release", path);
		if (err)
			free(take(*release));
		return err;
	}
	return error_create(ERROR_USAGE, "%s is not a kernel: neither a bzImage nor a vmlinux",
			    path);
}

struct error *kernel_from_vmlinuz(struct kernel_image *image, const char *path,
				  const char *modules)
{
	struct error *err = kernel_file_release(&image->release, path);

	if (err)
		return err;
	image->vmlinuz = string_copy(path);
	image->modules = modules ? realpath(modules, NULL) : NULL;
	if (modules)
		image->config = existing(string_format("%s/config", modules));
	image->origin = string_copy(path);
	return check_config(image);
}

struct error *kernel_from_tree(struct kernel_image *image, const char *path)
{
	struct error *err;

	image->vmlinuz = existing(string_format("%s/arch/x86/boot/bzImage", path));
	if (!image->vmlinuz)
		return error_create(ERROR_USAGE,
				    "%s is not a kernel: no arch/x86/boot/bzImage in it (a Linux tree must be built)",
				    path);
	err = kernel_file_release(&image->release, image->vmlinuz);
	if (err) {
		kernel_image_clear(image);
		return err;
	}
	image->modules = string_copy(path);
	image->config = existing(string_format("%s/.config", path));
	image->origin = string_format("tree %s", path);
	return check_config(image);
}

struct error *kernel_from_host(struct kernel_image *image)
{
	struct utsname uts;
	struct error *err;

	uname(&uts);
	image->vmlinuz = existing(string_format("/boot/vmlinuz-%s", uts.release));
	if (!image->vmlinuz)
		image->vmlinuz = existing(string_format("/usr/lib/modules/%s/vmlinuz", uts.release));
	if (!image->vmlinuz)
		return error_create(ERROR_USAGE,
				    "the host's kernel %s is not installed or not readable: neither /boot nor /usr/lib/modules has it",
				    uts.release);
	err = kernel_file_release(&image->release, image->vmlinuz);
	if (err) {
		kernel_image_clear(image);
		return err;
	}
	image->modules = existing(string_format("/lib/modules/%s", uts.release));
	image->config = existing(string_format("/boot/config-%s", uts.release));
	if (!image->config)
		image->config = existing(string_format("/lib/modules/%s/config", uts.release));
	image->origin = string_copy("the host's kernel");
	return NULL;
}
