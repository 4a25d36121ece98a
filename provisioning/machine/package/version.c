// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/package/version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* '~' sorts before the end, the end before letters, letters before the rest */
static int order(int c)
{
	if (isdigit(c) || !c)
		return 0;
	if (isalpha(c))
		return c;
	return c == '~' ? -1 : c + 256;
}

static int compare_part(const char *a, const char *b)
{
	while (*a || *b) {
		unsigned long long na, nb;

		while ((*a && !isdigit((unsigned char)*a)) || (*b && !isdigit((unsigned char)*b))) {
			int difference = order((unsigned char)*a) - order((unsigned char)*b);

			if (difference)
				return difference;
			a += *a != '\0';
			b += *b != '\0';
		}
		na = strtoull(a, (char **)&a, 10);
		nb = strtoull(b, (char **)&b, 10);
		if (na != nb)
			return na < nb ? -1 : 1;
	}
	return 0;
}

int version_compare(const char *a, const char *b)
{
	const char *colon_a = strchr(a, ':'), *colon_b = strchr(b, ':');
	long epoch_a = colon_a ? atol(a) : 0, epoch_b = colon_b ? atol(b) : 0;

	if (epoch_a != epoch_b)
		return epoch_a < epoch_b ? -1 : 1;
	/* a kernel's revision never has a '-' of its own: upstream and revision sort as one */
	return compare_part(colon_a ? colon_a + 1 : a, colon_b ? colon_b + 1 : b);
}

bool version_has_series(const char *version, const char *series)
{
	size_t length = strlen(series);

	if (strncmp(version, series, length))
		return false;
	return !version[length] || strchr(".-~+", version[length]);
}
