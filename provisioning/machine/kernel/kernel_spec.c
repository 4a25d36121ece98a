// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/kernel_spec.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"
#include "lib/base/path_part.h"
#include "provisioning/machine/kernel/kernel_sources.h"

/* the longest word that is a path of something, or else up to the first comma */
static size_t first_word(const char *spec)
{
	guarded(free) char *word = string_copy(spec);
	char *comma;

	while (access(word, F_OK)) {
		comma = strrchr(word, ',');
		if (!comma)
			return strcspn(spec, ",");
		*comma = '\0';
	}
	return strlen(word);
}

void kernel_spec_split(struct string_list *words, const char *spec)
{
	while (*spec) {
		size_t length = first_word(spec);

		if (length)
			string_list_add(words, "%.*s", (int)length, spec);
		spec += length;
		spec += *spec == ',';
	}
}

/* debian:SUITE[/SERIES] */
static struct error *resolve_suite(struct kernel_image *image, const char *words,
				   void (*progress)(const char *text))
{
	guarded(free) char *suite = string_copy(words);
	char *series = strchr(suite, '/');

	if (series)
		*series++ = '\0';
	if (!suite_name_is_good(suite))
		return error_create(ERROR_USAGE,
				    "'debian:%s' names no suite: write debian:SUITE or debian:SUITE/SERIES",
				    words);
	return kernel_from_suite(image, suite, series && *series ? series : NULL, progress);
}

static struct error *resolve_path(struct kernel_image *image, const char *path, const char *modules)
{
	guarded(free) char *full = realpath(path, NULL);
	struct stat st;

	if (!full || stat(full, &st))
		return error_create(ERROR_USAGE,
				    "'%s' is not a kernel: no such file, and neither 'host' nor 'debian:SUITE'",
				    path);
	if (S_ISDIR(st.st_mode))
		return kernel_from_tree(image, full);
	return kernel_from_vmlinuz(image, full, modules);
}

static struct error *check_modules(const char *modules)
{
	struct stat st;

	if (!modules || (!stat(modules, &st) && S_ISDIR(st.st_mode)))
		return NULL;
	return error_create(ERROR_USAGE, "--modules %s: no such directory", modules);
}

struct error *kernel_image_resolve(struct kernel_image *image, const struct string_list *specs,
				   const char *modules, void (*progress)(const char *text))
{
	struct error *err = check_modules(modules);
	size_t nr_debs = 0;
	const char *spec;

	*image = (struct kernel_image){ 0 };
	if (err)
		return err;
	if (!specs->nr)
		return kernel_from_suite(image, NULL, NULL, progress);
	for (size_t i = 0; i < specs->nr; i++)
		nr_debs += string_ends_in(specs->item[i], ".deb");
	if (nr_debs && nr_debs < specs->nr)
		return error_create(ERROR_USAGE, "one kernel at a time: .deb files and something else");
	if (nr_debs)
		return kernel_from_debs(image, specs, true, progress);
	if (specs->nr > 1)
		return error_create(ERROR_USAGE, "one kernel at a time: %s and %s", specs->item[0],
				    specs->item[1]);
	spec = specs->item[0];
	if (!strcmp(spec, "host"))
		return kernel_from_host(image);
	if (!strncmp(spec, "debian:", 7))
		return resolve_suite(image, spec + 7, progress);
	return resolve_path(image, spec, modules);
}
