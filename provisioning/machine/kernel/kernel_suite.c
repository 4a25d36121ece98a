// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernels from Debian's mirror; what was unpacked once is taken from the cache. */
#include "lib/base/array.h"
#include "lib/base/size.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/kernel/kernel_sources.h"

#include <string.h>

#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/kernel/debian_kernels.h"
#include "provisioning/machine/kernel/kernel_cache.h"
#include "provisioning/machine/package/version.h"

/* where the newest released kernel may be; the first ones are the smaller indexes */
static const char *const default_suites[] = { "trixie-backports", "sid" };

/* the first one with the huge zero folio marked special */
#define DEFAULT_LEAST "6.18~"

/** struct offer - the best kernel so far, and the suite that has it */
struct offer {
	struct apt apt;
	struct debian_kernels kernels;
	const struct debian_kernel *best;
};

static void offer_clear(struct offer *offer)
{
	apt_close(&offer->apt);
	debian_kernels_clear(&offer->kernels);
}

DEFINE_CLEANUP(offer, struct offer, offer_clear(&VALUE))

static void say(void (*progress)(const char *text), const char *fmt, const char *a, const char *b)
{
	guarded(free) char *text = NULL;

	if (!progress)
		return;
	text = string_format(fmt, a, b);
	progress(text);
}

/* an index that is old is better than none: its failure counts only if nothing is found */
static struct error *ask_suite(struct offer *offer, const char *suite, bool force,
			       const struct kernel_choice *choice)
{
	guarded(error) struct error *stale = NULL;
	struct error *err = apt_open(&offer->apt, suite);

	if (err)
		return err;
	stale = apt_update(&offer->apt, force);
	if (stale && stale->kind != ERROR_SYSTEM)
		return take(stale);
	err = debian_kernels_find(&offer->kernels, &offer->apt);
	for (size_t i = 0; !err && !offer->best && i < offer->kernels.nr; i++) {
		const struct debian_kernel *kernel = &offer->kernels.kernel[i];

		if (kernel_choice_matches(choice, kernel->release, kernel->version))
			offer->best = kernel;
	}
	if (err || offer->best)
		return err;
	if (stale)
		return take(stale);
	return error_create(ERROR_USAGE, "%s has no kernel %s (%s); see 'normalpage kernels'", suite,
			    choice->series ? choice->series : "", choice->flavour);
}

static bool is_better(const struct offer *new, const struct offer *old)
{
	if (!new->best)
		return false;
	return !old->best || version_compare(new->best->version, old->best->version) > 0;
}

/* an error only if no suite has anything */
static struct error *find_offer(struct offer *offer, const char *suite, bool force,
				const struct kernel_choice *choice)
{
	const char *const *suites = suite ? &suite : default_suites;
	size_t nr = suite ? 1 : ARRAY_SIZE(default_suites);
	struct error *first = NULL;

	for (size_t i = 0; i < nr; i++) {
		struct offer new = { 0 };
		struct error *err = ask_suite(&new, suites[i], force, choice);

		if (is_better(&new, offer)) {
			offer_clear(offer);
			*offer = new;
		} else {
			offer_clear(&new);
		}
		if (err && err->kind == ERROR_INTERRUPTED) {
			error_destroy(first);
			return err;
		}
		if (first)
			error_destroy(err);
		else
			first = err;
	}
	if (!offer->best)
		return first;
	error_destroy(first);
	return NULL;
}

static struct error *check_space(const struct debian_kernel *kernel, const char *directory)
{
	/* the vmlinux that is unpacked from it, and initramfs archives */
	uint64_t need = 128 * MIB;

	for (size_t i = 0; i < kernel->nr_parts; i++)
		need += kernel->part[i]->size + kernel->part[i]->installed;
	return cache_need_space(directory, need);
}

static struct error *download(struct kernel_image *image, const struct offer *offer,
			      void (*progress)(const char *text), bool *not_found)
{
	const struct debian_kernel *kernel = offer->best;
	struct string_list paths guarded(strings) = { 0 };
	guarded(free) char *downloads = NULL;
	guarded(free) char *final = NULL;
	char *staged guarded(staged) = NULL;
	struct error *err = cache_directory(&downloads, "downloads");

	if (!err)
		err = check_space(kernel, downloads);
	if (err)
		return err;
	final = string_format("%s/%s-%s", downloads, kernel->release, kernel->version);
	staged = cache_stage(final);
	err = directory_make(staged);
	say(progress, "downloading the kernel %s from %s", kernel->version, offer->apt.suite);
	if (!err)
		err = apt_download(&offer->apt, kernel->part, kernel->nr_parts, staged, not_found);
	if (err)
		return err;
	apt_downloaded(&paths, staged);
	/* unpacked into the cache; the packages themselves are not needed again */
	return kernel_from_debs(image, &paths, false, progress);
}

static bool take_cached(struct kernel_image *image, const char *release, const char *version)
{
	guarded(free) char *path = NULL;
	struct cached_kernel cached = { 0 };
	struct error *err = kernel_cache_path(&path, release, version, NULL);

	if (err || !cache_use(path) || !kernel_cache_load(&cached, path)) {
		error_destroy(err);
		return false;
	}
	*image = cached.image;
	cached.image = (struct kernel_image){ 0 };
	cached_kernel_clear(&cached);
	return true;
}

static bool use_kernel(const struct kernel_image *image)
{
	guarded(free) char *directory = string_copy(image->vmlinuz);

	*strrchr(directory, '/') = '\0';
	return cache_use(directory);
}

/* what was had before, when nothing new can be had */
static bool take_newest_cached(struct kernel_image *image, const struct kernel_choice *choice)
{
	struct cached_kernel *cached;
	size_t nr = kernel_cache_list(&cached);
	bool found = false;

	for (size_t i = 0; !found && i < nr; i++) {
		/* packages that the user named may have the suite's name and version, and be others */
		if (cached[i].given ||
		    !kernel_choice_matches(choice, cached[i].image.release, cached[i].version) ||
		    !use_kernel(&cached[i].image))
			continue;
		*image = cached[i].image;
		cached[i].image = (struct kernel_image){ 0 };
		found = true;
	}
	cached_kernels_destroy(cached, nr);
	return found;
}

static struct error *get_offer(struct kernel_image *image, const char *suite, bool force,
			       const struct kernel_choice *choice,
			       void (*progress)(const char *text), bool *not_found)
{
	struct offer offer guarded(offer) = { 0 };
	struct error *err = find_offer(&offer, suite, force, choice);

	if (err)
		return err;
	if (take_cached(image, offer.best->release, offer.best->version))
		return NULL;
	return download(image, &offer, progress, not_found);
}

struct error *kernel_from_suite(struct kernel_image *image, const char *suite, const char *series,
				void (*progress)(const char *text))
{
	struct kernel_choice choice;
	bool not_found = false;
	struct error *err;

	kernel_choice_parse(&choice, series);
	if (!suite) {
		choice.released = true;
		choice.least = DEFAULT_LEAST;
	}
	err = get_offer(image, suite, false, &choice, progress, &not_found);
	if (err && not_found) {
		/* the index was older than the pool: a fresh one may know better */
		error_destroy(err);
		err = get_offer(image, suite, true, &choice, progress, &not_found);
	}
	if (err && err->kind == ERROR_SYSTEM && take_newest_cached(image, &choice)) {
		say(progress, "%s; taking %s from the cache", err->message, image->release);
		error_destroy(take(err));
	}
	free(choice.series);
	return err;
}
