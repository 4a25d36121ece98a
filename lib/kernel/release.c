// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/release.h"

#include <stdio.h>
#include <string.h>

/* The number behind "-rc" or "~rc", 0 if there is none. */
static unsigned int find_rc(const char *text)
{
	static const char *const marks[] = { "-rc", "~rc" };
	unsigned int rc = 0;

	for (size_t i = 0; i < 2 && !rc; i++) {
		const char *at = strstr(text, marks[i]);

		if (at && sscanf(at + 3, "%u", &rc) != 1)
			rc = 0;
	}
	return rc;
}

void release_parse(const char *release, const char *version, unsigned int *number,
		   unsigned int *rc)
{
	unsigned int major = 0, minor = 0, patch = 0;
	char series[48];
	const char *at;

	*number = 0;
	*rc = 0;
	if (sscanf(release, "%u.%u.%u", &major, &minor, &patch) < 2)
		return;
	/* Debian's to 6.1 say "6.1.0-50-amd64" of each release of a series, and which one it is behind their name */
	snprintf(series, sizeof(series), "Debian %u.%u.", major, minor);
	at = strstr(version, series);
	if (!patch && at && sscanf(at + strlen(series), "%u", &patch) != 1)
		patch = 0;
	*number = KERNEL(major, minor, patch > 255 ? 255 : patch);
	*rc = find_rc(release);
	if (*rc)
		return;
	/* only where the version speaks of this series: a compiler may be a candidate, too */
	snprintf(series, sizeof(series), "%u.%u~rc", major, minor);
	at = strstr(version, series);
	if (at)
		*rc = find_rc(at);
}

void features_of_release(struct features *features, const char *release)
{
	*features = (struct features){ 0 };
	snprintf(features->release, sizeof(features->release), "%s", release ? release : "");
	release_parse(features->release, "", &features->version, &features->rc);
}
