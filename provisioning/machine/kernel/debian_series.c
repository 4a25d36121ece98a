// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/debian_series.h"

#include <string.h>

#include "lib/base/owned_string.h"

#define SCHEME "debian:"

bool debian_series_is_pattern(const char *spec)
{
	const char *star = strstr(spec, "/*");

	return !strncmp(spec, SCHEME, strlen(SCHEME)) && star && (!star[2] || star[2] == '-');
}

/* what kernels of one series have in common: "7.2", "7.3~rc" */
static char *series_of(const struct debian_kernel *kernel)
{
	const char *dot = strchr(kernel->version, '.');
	size_t length = dot ? (size_t)(dot + 1 - kernel->version) : 0;

	length += strspn(kernel->version + length, "0123456789");
	return string_format("%.*s%s", (int)length, kernel->version,
			     strstr(kernel->version, "~rc") ? "~rc" : "");
}

void debian_series_pick(struct string_list *specs, const struct debian_kernels *kernels,
			const char *suite, const char *flavour)
{
	struct string_list seen guarded(strings) = { 0 }, picked guarded(strings) = { 0 };

	/* newest first: the first one of a series is its newest */
	for (size_t i = 0; i < kernels->nr; i++) {
		const struct debian_kernel *kernel = &kernels->kernel[i];
		guarded(free) char *series = series_of(kernel);

		if (strcmp(kernel->flavour, flavour) || string_list_has(&seen, series))
			continue;
		string_list_add(&seen, "%s", series);
		string_list_add(&picked, SCHEME "%s/%s", suite, kernel->name);
	}
	for (size_t i = picked.nr; i-- > 0;)
		string_list_add(specs, "%s", picked.item[i]);
}

struct error *debian_series_expand(struct string_list *specs, const char *pattern)
{
	guarded(free) char *suite = string_copy(pattern + strlen(SCHEME));
	char *star = strchr(suite, '/');
	guarded(free) char *flavour = string_format("%s%samd64", star[2] ? star + 3 : "",
						    star[2] ? "-" : "");
	struct debian_kernels kernels guarded(debian_kernels) = { 0 };
	struct apt apt guarded(apt) = { 0 };
	size_t before = specs->nr;
	struct error *err;

	*star = '\0';
	err = apt_open(&apt, suite);
	if (!err)
		err = apt_update(&apt, false);
	if (!err)
		err = debian_kernels_find(&kernels, &apt);
	if (err)
		return err;
	debian_series_pick(specs, &kernels, suite, flavour);
	if (specs->nr == before)
		return error_create(ERROR_USAGE, "%s: the suite has no kernel of flavour %s", pattern,
				    flavour);
	return NULL;
}
