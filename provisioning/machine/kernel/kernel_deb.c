// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernels from .deb files. Up to 6.18 a Debian kernel is one package (/boot, /lib/modules or
 * /usr/lib/modules); from 6.19 linux-image-* is empty, and vmlinuz, modules and configuration are
 * in linux-binary-*, linux-modules-* and linux-base-*. Both are unpacked to the same shape.
 */
#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/kernel/kernel_sources.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/file/deb.h"
#include "provisioning/machine/cache/digest.h"
#include "provisioning/machine/kernel/kernel_cache.h"
#include "provisioning/machine/package/version.h"

/* some 200 MB each, those of a bisection's last steps */
#define KEEP 6

/* what a package of a kernel has to bring; in the order in which prefixes must be tried */
static const struct part {
	const char *prefix;
	bool image, modules, base;
} parts[] = {
	{ "linux-image-unsigned-", true, true, true },
	{ "linux-image-", true, true, true },
	{ "linux-binary-unsigned-", true, false, false },
	{ "linux-binary-", true, false, false },
	{ "linux-modules-", false, true, false },
	{ "linux-base-", false, false, true },
};

struct package_set {
	struct deb *deb;
	size_t nr;
	bool split;
	char *release;
	uint64_t identity;
};

static void package_set_clear(struct package_set *set)
{
	for (size_t i = 0; i < set->nr; i++)
		deb_close(&set->deb[i]);
	free(set->deb);
	free(set->release);
}

DEFINE_CLEANUP(package_set, struct package_set, package_set_clear(&VALUE))

static const struct part *find_part(const char *package)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strncmp(package, parts[i].prefix, strlen(parts[i].prefix)))
			return &parts[i];
	return NULL;
}

/* headers and debug symbols come along when the user types linux-*.deb */
static bool is_bystander(const char *package)
{
	size_t length = strlen(package);

	return !strncmp(package, "linux-headers-", 14) || !strncmp(package, "linux-libc-dev", 14) ||
	       !strncmp(package, "linux-kbuild-", 13) ||
	       (length > 4 && !strcmp(package + length - 4, "-dbg"));
}

static struct error *check_package(struct package_set *set, const struct deb *deb)
{
	const struct part *part = find_part(deb->package);
	const char *release;

	if (!part)
		return error_create(ERROR_USAGE, "%s is not a kernel: it is package %s", deb->path,
				    deb->package);
	if (strcmp(deb->architecture, "amd64"))
		return error_create(ERROR_USAGE, "%s is for %s: a kernel for amd64 is needed",
				    deb->path, deb->architecture);
	release = deb->package + strlen(part->prefix);
	if (set->release && strcmp(set->release, release))
		return error_create(ERROR_USAGE,
				    "%s is of kernel %s, another package is of %s: one kernel at a time",
				    deb->path, release, set->release);
	if (!set->release)
		set->release = string_copy(release);
	if (set->nr && strcmp(set->deb[0].version, deb->version))
		return error_create(ERROR_USAGE, "%s is version %s, %s is version %s", deb->path,
				    deb->version, set->deb[0].path, set->deb[0].version);
	set->split |= !part->image || !part->modules;
	return NULL;
}

/* of what is in them: what they say of themselves may be the same. In whatever order they were given */
static struct error *identify(struct package_set *set)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < set->nr; i++) {
		uint64_t digest = DIGEST_START;

		err = digest_add_contents(&digest, set->deb[i].path);
		set->identity += digest;
	}
	return err;
}

static struct error *open_packages(struct package_set *set, const struct string_list *paths)
{
	set->deb = calloc(paths->nr, sizeof(*set->deb));
	if (!set->deb)
		abort();
	for (size_t i = 0; i < paths->nr; i++) {
		struct deb deb;
		struct error *err = deb_open(&deb, paths->item[i]);

		if (err)
			return err;
		if (is_bystander(deb.package)) {
			deb_close(&deb);
			continue;
		}
		err = check_package(set, &deb);
		if (err) {
			deb_close(&deb);
			return err;
		}
		set->deb[set->nr++] = deb;
	}
	if (!set->nr)
		return error_create(ERROR_USAGE, "%s is not a kernel: give its linux-image package",
				    paths->item[0]);
	return identify(set);
}

/* both layouts end up as vmlinuz, config and modules/ */
static char *place_file(const char *path)
{
	const char *inside;

	if (!strncmp(path, "boot/vmlinuz-", 13))
		return string_copy("vmlinuz");
	if (!strncmp(path, "boot/config-", 12))
		return string_copy("config");
	if (!strncmp(path, "usr/", 4))
		path += 4;
	if (strncmp(path, "lib/modules/", 12))
		return NULL;
	inside = strchr(path + 12, '/');
	if (!inside)
		return NULL;
	inside++;
	/* linux-binary-unsigned: the same kernel without the signature for secure boot */
	if (!strcmp(inside, "vmlinuz.unsigned"))
		return string_copy("vmlinuz");
	if (!strcmp(inside, "vmlinuz") || !strcmp(inside, "config"))
		return string_copy(inside);
	return string_format("modules/%s", inside);
}

static struct error *check_complete(const struct package_set *set, const char *directory)
{
	static const struct {
		const char *file, *package, *what;
	} needed[] = {
		{ "vmlinuz", "linux-binary", "the kernel itself" },
		{ "modules/kernel", "linux-modules", "its modules" },
		{ "config", "linux-base", "its configuration" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		guarded(free) char *path = string_format("%s/%s", directory, needed[i].file);
		bool split = set->split || version_compare(set->deb[0].version, "6.19~") >= 0;

		if (!access(path, R_OK))
			continue;
		return error_create(ERROR_USAGE, "package %s-%s with %s is missing: give its .deb too",
				    split ? needed[i].package : "linux-image", set->release,
				    needed[i].what);
	}
	return NULL;
}

static struct error *unpack(const struct package_set *set, const char *target)
{
	char *staged guarded(staged) = cache_stage(target);
	guarded(free) char *vmlinuz = string_format("%s/vmlinuz", staged);
	guarded(free) char *release = NULL;
	struct error *err = directory_make(staged);

	for (size_t i = 0; !err && i < set->nr; i++)
		err = deb_extract(&set->deb[i], staged, place_file);
	if (!err)
		err = check_complete(set, staged);
	if (!err)
		err = kernel_file_release(&release, vmlinuz);
	if (!err)
		err = kernel_cache_describe(staged, release, set->deb[0].version, set->identity);
	if (!err)
		err = cache_commit(staged, target);
	return err;
}

/* rebuilt ones are many: those that were given go, those of a suite stay */
static struct error *unpack_given(const struct package_set *set, const char *target)
{
	guarded(free) char *directory = string_copy(target);
	struct error *err = unpack(set, target);

	*strrchr(directory, '/') = '\0';
	cache_prune(directory, KERNEL_GIVEN, KEEP);
	return err;
}

struct error *kernel_from_debs(struct kernel_image *image, const struct string_list *paths,
			       bool given, void (*progress)(const char *text))
{
	struct package_set set guarded(package_set) = { 0 };
	guarded(free) char *path = NULL;
	struct cached_kernel kernel = { 0 };
	struct error *err = open_packages(&set, paths);

	if (!err)
		err = kernel_cache_path(&path, set.release, set.deb[0].version,
					given ? &set.identity : NULL);
	if (err)
		return err;
	if (!cache_use(path) || !kernel_cache_load(&kernel, path) || kernel.identity != set.identity) {
		cached_kernel_clear(&kernel);
		if (progress)
			progress("unpacking the kernel");
		err = given ? unpack_given(&set, path) : unpack(&set, path);
		if (err)
			return err;
		if (!kernel_cache_load(&kernel, path))
			return error_create(ERROR_SYSTEM, "%s vanished from the cache", path);
	}
	*image = kernel.image;
	kernel.image = (struct kernel_image){ 0 };
	cached_kernel_clear(&kernel);
	return NULL;
}
