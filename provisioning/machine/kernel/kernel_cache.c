// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/kernel_cache.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/file/json_file.h"
#include "provisioning/machine/package/version.h"

#define DESCRIPTION "kernel.json"

struct error *kernel_cache_path(char **path, const char *release, const char *version,
				const uint64_t *identity)
{
	guarded(free) char *kernels = NULL;
	struct error *err = cache_directory(&kernels, "kernels");

	if (err)
		return err;
	if (identity)
		*path = string_format("%s/%s-%s-%016" PRIx64 KERNEL_GIVEN, kernels, release, version,
				      *identity);
	else
		*path = string_format("%s/%s-%s", kernels, release, version);
	return NULL;
}

static char *existing(const char *directory, const char *name)
{
	char *path = string_format("%s/%s", directory, name);

	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

static char *member(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		return NULL;
	return string_copy(json_object_get_string(value));
}

bool kernel_cache_load(struct cached_kernel *kernel, const char *path)
{
	guarded(free) char *description = string_format("%s/" DESCRIPTION, path);
	guarded(free) char *identity = NULL;
	struct json_object *object = json_object_from_file(description);

	*kernel = (struct cached_kernel){ 0 };
	if (!object)
		return false;
	kernel->image.release = member(object, "release");
	kernel->version = member(object, "version");
	identity = member(object, "identity");
	json_object_put(object);
	kernel->image.vmlinuz = existing(path, "vmlinuz");
	kernel->image.modules = existing(path, "modules");
	kernel->image.config = existing(path, "config");
	if (kernel->image.release && kernel->version && identity && kernel->image.vmlinuz &&
	    kernel->image.modules) {
		kernel->identity = strtoull(identity, NULL, 16);
		kernel->given = string_ends_in(path, KERNEL_GIVEN);
		kernel->image.origin = string_format("Debian %s", kernel->version);
		return true;
	}
	cached_kernel_clear(kernel);
	return false;
}

struct error *kernel_cache_describe(const char *directory, const char *release,
				    const char *version, uint64_t identity)
{
	guarded(free) char *path = string_format("%s/" DESCRIPTION, directory);
	guarded(free) char *digest = string_format("%016" PRIx64, identity);
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "release", json_object_new_string(release));
	json_object_object_add(object, "version", json_object_new_string(version));
	json_object_object_add(object, "identity", json_object_new_string(digest));
	return json_file_write(path, object);
}

static int newest_first(const void *a, const void *b)
{
	const struct cached_kernel *ka = a, *kb = b;
	int difference = version_compare(kb->version, ka->version);

	return difference ? difference : strcmp(ka->image.release, kb->image.release);
}

size_t kernel_cache_list(struct cached_kernel **kernels)
{
	guarded(free) char *directory = NULL;
	struct error *err = cache_directory(&directory, "kernels");
	guarded(dir) DIR *dir = err ? NULL : opendir(directory);
	struct dirent *entry;
	size_t nr = 0;

	error_destroy(err);
	*kernels = NULL;
	while (dir && (entry = readdir(dir))) {
		guarded(free) char *path = string_format("%s/%s", directory, entry->d_name);
		struct cached_kernel kernel;

		/* what is being unpacked has a name that ends differently */
		if (cache_staged_state(path) != STAGED_NOT || !kernel_cache_load(&kernel, path))
			continue;
		*kernels = realloc(*kernels, (nr + 1) * sizeof(**kernels));
		if (!*kernels)
			abort();
		(*kernels)[nr++] = kernel;
	}
	if (nr)
		qsort(*kernels, nr, sizeof(**kernels), newest_first);
	return nr;
}

void cached_kernel_clear(struct cached_kernel *kernel)
{
	kernel_image_clear(&kernel->image);
	free(kernel->version);
	*kernel = (struct cached_kernel){ 0 };
}

void cached_kernels_destroy(struct cached_kernel *kernels, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		cached_kernel_clear(&kernels[i]);
	free(kernels);
}
