// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/mutant_build.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/digest.h"
#include "provisioning/machine/kernel/kernel_headers.h"
#include "provisioning/machine/image/unpacked_file.h"

/* modules are small; those of some kernels */
#define KEEP 256

/* the mutant's own file, and what it includes */
struct sources {
	char *own, *header;
	size_t own_size, header_size;
};

static void sources_clear(struct sources *sources)
{
	free(sources->own);
	free(sources->header);
}

DEFINE_CLEANUP(sources, struct sources, sources_clear(&VALUE))

static struct error *read_sources(struct sources *sources, const struct mutant *mutant)
{
	guarded(free) char *header = string_format("%.*s/mutant.h",
						   (int)(strrchr(mutant->path, '/') - mutant->path),
						   mutant->path);
	struct error *err = unpacked_file_read(mutant->path, &sources->own, &sources->own_size);

	return err ? err : unpacked_file_read(header, &sources->header, &sources->header_size);
}

static struct error *write_file(const char *path, const char *data, size_t size)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return error_errno(errno, "cannot write %s", path);
	fwrite(data, 1, size, f);
	return stream_close(f, path);
}

/* the module is named after the mutant, so that several can be loaded */
static struct error *write_sources(const char *directory, const char *name,
				   const struct sources *sources)
{
	guarded(free) char *own = string_format("%s/mutant-%s.c", directory, name);
	guarded(free) char *header = string_format("%s/mutant.h", directory);
	guarded(free) char *kbuild = string_format("%s/Kbuild", directory);
	guarded(free) char *rule = string_format("obj-m := mutant-%s.o\n", name);
	struct error *err = write_file(own, sources->own, sources->own_size);

	if (!err)
		err = write_file(header, sources->header, sources->header_size);
	return err ? err : write_file(kbuild, rule, strlen(rule));
}

static struct error *build(const char *target, const char *name, const struct sources *sources,
			   const struct kernel_image *kernel, void (*progress)(const char *text))
{
	struct kernel_headers headers guarded(kernel_headers) = { 0 };
	char *directory guarded(staged) = NULL;
	char *staged guarded(staged) = cache_stage(target);
	guarded(free) char *module = NULL;
	guarded(free) char *data = NULL;
	size_t size = 0;
	struct error *err = kernel_headers_find(&headers, kernel, progress);

	if (!err)
		err = kernel_headers_work(&directory, &headers);
	if (!err)
		err = write_sources(directory, name, sources);
	if (!err)
		err = kernel_headers_make(&headers, directory);
	if (err)
		return err;
	module = string_format("%s/mutant-%s.ko", directory, name);
	err = unpacked_file_read(module, &data, &size);
	if (!err)
		err = write_file(staged, data, size);
	return err ? err : cache_commit(staged, target);
}

struct error *mutant_build(char **module, const struct mutant *mutant,
			   const struct kernel_image *kernel, void (*progress)(const char *text))
{
	guarded(free) char *text = string_format("building the mutant %s", mutant->name);
	struct sources sources guarded(sources) = { 0 };
	guarded(free) char *directory = NULL;
	guarded(free) char *target = NULL;
	uint64_t digest = digest_add_file(DIGEST_START, kernel->vmlinuz);
	struct error *err = read_sources(&sources, mutant);

	if (!err)
		err = cache_directory(&directory, "mutants");
	if (err)
		return err;
	digest = digest_add(digest, sources.own, sources.own_size);
	digest = digest_add(digest, sources.header, sources.header_size);
	target = string_format("%s/%s-%016" PRIx64 ".ko", directory, mutant->name, digest);
	if (!cache_use(target)) {
		if (progress)
			progress(text);
		err = build(target, mutant->name, &sources, kernel, progress);
		cache_prune(directory, ".ko", KEEP);
	}
	if (err)
		return error_context(err, "mutant %s", mutant->name);
	*module = take(target);
	return NULL;
}
