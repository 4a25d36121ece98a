// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/observer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* By the OBSERVER() of every file of the program; the linker names the section's ends. */
extern const struct observer *const __start_observers[];
extern const struct observer *const __stop_observers[];

static int compare(const void *a, const void *b)
{
	const struct observer *x = *(const struct observer *const *)a;
	const struct observer *y = *(const struct observer *const *)b;

	return x->order != y->order ? x->order - y->order : strcmp(x->name, y->name);
}

size_t observers_count(void)
{
	return (size_t)(__stop_observers - __start_observers);
}

const struct observer *const *observers_sorted(void)
{
	static const struct observer **sorted;
	size_t nr = observers_count();

	if (sorted)
		return sorted;
	sorted = calloc(nr + 1, sizeof(*sorted));
	if (!sorted)
		abort();
	memcpy(sorted, __start_observers, nr * sizeof(*sorted));
	qsort(sorted, nr, sizeof(*sorted), compare);
	return sorted;
}

const struct observer *observer_find(const char *name)
{
	for (const struct observer *const *o = observers_sorted(); *o; o++) {
		if (!strcmp((*o)->name, name))
			return *o;
	}
	return NULL;
}
