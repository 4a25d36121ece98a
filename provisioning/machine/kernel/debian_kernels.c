// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/debian_kernels.h"

#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/package/version.h"

#define PATTERN "^linux-(image|binary|modules|base)-(unsigned-)?[0-9].*-amd64$"

static const char *flavour_of(const char *release)
{
	if (string_ends_in(release, "-cloud-amd64"))
		return "cloud-amd64";
	return string_ends_in(release, "-rt-amd64") ? "rt-amd64" : "amd64";
}

void kernel_choice_parse(struct kernel_choice *choice, const char *series)
{
	*choice = (struct kernel_choice){ .series = string_copy(series), .flavour = "amd64" };
	if (!series)
		return;
	if (string_ends_in(series, "-amd64"))
		choice->series[strlen(series) - strlen("-amd64")] = '\0';
	if (string_ends_in(choice->series, "-cloud"))
		choice->flavour = "cloud-amd64";
	else if (string_ends_in(choice->series, "-rt"))
		choice->flavour = "rt-amd64";
	else
		return;
	*strrchr(choice->series, '-') = '\0';
}

bool kernel_choice_matches(const struct kernel_choice *choice, const char *release,
			   const char *version)
{
	if (strcmp(flavour_of(release), choice->flavour))
		return false;
	if (choice->series && !version_has_series(version, choice->series))
		return false;
	if (choice->released && strstr(version, "~rc"))
		return false;
	return !choice->least || version_compare(version, choice->least) >= 0;
}

/* to 6.18 a kernel is one package */
static bool is_single(const char *version)
{
	return version_compare(version, "6.19~") < 0;
}

static const struct apt_package *find(const struct apt_packages *packages, const char *prefix,
				      const char *release, const char *version)
{
	guarded(free) char *name = string_format("%s%s", prefix, release);

	for (size_t i = 0; i < packages->nr; i++)
		if (!strcmp(packages->package[i].name, name) &&
		    !strcmp(packages->package[i].version, version))
			return &packages->package[i];
	return NULL;
}

/* the signed package if there is one: it may lag behind, or never come */
static const struct apt_package *find_signed(const struct apt_packages *packages, const char *kind,
					     const struct debian_kernel *kernel)
{
	guarded(free) char *unsigned_kind = string_format("%sunsigned-", kind);
	const struct apt_package *part = find(packages, kind, kernel->release, kernel->version);

	return part ? part : find(packages, unsigned_kind, kernel->release, kernel->version);
}

/* false if the index lacks a package: index and pool may be of different days */
static bool find_parts(struct debian_kernel *kernel, const struct apt_packages *packages)
{
	const struct apt_package *part[3];

	if (is_single(kernel->version)) {
		kernel->part[0] = find_signed(packages, "linux-image-", kernel);
		kernel->nr_parts = 1;
		return kernel->part[0];
	}
	part[0] = find_signed(packages, "linux-binary-", kernel);
	part[1] = find(packages, "linux-modules-", kernel->release, kernel->version);
	part[2] = find(packages, "linux-base-", kernel->release, kernel->version);
	memcpy(kernel->part, part, sizeof(part));
	kernel->nr_parts = 3;
	return part[0] && part[1] && part[2];
}

static bool is_known(const struct debian_kernels *kernels, const char *release, const char *version)
{
	for (size_t i = 0; i < kernels->nr; i++)
		if (!strcmp(kernels->kernel[i].release, release) &&
		    !strcmp(kernels->kernel[i].version, version))
			return true;
	return false;
}

static char *name_of(const struct debian_kernel *kernel)
{
	size_t length = strspn(kernel->version, "0123456789.");
	const char *dash = strchr(kernel->flavour, '-');

	/* a release candidate is named by what follows too: 7.3~rc7 */
	if (kernel->version[length] == '~')
		length = strcspn(kernel->version, "-");
	return string_format("%.*s%s%.*s", (int)length, kernel->version, dash ? "-" : "",
			     dash ? (int)(dash - kernel->flavour) : 0, kernel->flavour);
}

static void add(struct debian_kernels *kernels, const struct apt_package *package,
		const char *release)
{
	struct debian_kernel kernel = { .release = string_copy(release),
					.version = package->version,
					.flavour = flavour_of(release) };

	if (is_known(kernels, release, package->version) ||
	    !find_parts(&kernel, &kernels->packages)) {
		free(kernel.release);
		return;
	}
	kernel.name = name_of(&kernel);
	kernels->kernel = array_grow(kernels->kernel, kernels->nr, sizeof(*kernels->kernel));
	kernels->kernel[kernels->nr++] = kernel;
}

/* the release that a package stands for, if it is the one that every kernel of its time has */
static const char *release_of(const struct apt_package *package)
{
	static const struct {
		const char *prefix;
		bool single;
	} kinds[] = {
		{ "linux-image-unsigned-", true },
		{ "linux-image-", true },
		{ "linux-modules-", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t length = strlen(kinds[i].prefix);

		if (!strncmp(package->name, kinds[i].prefix, length))
			return is_single(package->version) == kinds[i].single ?
				       package->name + length : NULL;
	}
	return NULL;
}

static int newest_first(const void *a, const void *b)
{
	const struct debian_kernel *ka = a, *kb = b;
	int difference = version_compare(kb->version, ka->version);

	return difference ? difference : strcmp(ka->release, kb->release);
}

struct error *debian_kernels_find(struct debian_kernels *kernels, const struct apt *apt)
{
	struct error *err;

	*kernels = (struct debian_kernels){ 0 };
	err = apt_search(apt, PATTERN, &kernels->packages);
	for (size_t i = 0; !err && i < kernels->packages.nr; i++) {
		const struct apt_package *package = &kernels->packages.package[i];
		const char *release = release_of(package);

		if (release)
			add(kernels, package, release);
	}
	if (kernels->nr)
		qsort(kernels->kernel, kernels->nr, sizeof(*kernels->kernel), newest_first);
	if (err)
		debian_kernels_clear(kernels);
	return err;
}

void debian_kernels_clear(struct debian_kernels *kernels)
{
	for (size_t i = 0; i < kernels->nr; i++) {
		free(kernels->kernel[i].release);
		free(kernels->kernel[i].name);
	}
	free(kernels->kernel);
	apt_packages_clear(&kernels->packages);
	*kernels = (struct debian_kernels){ 0 };
}
