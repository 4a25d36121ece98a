// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/observer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define OBSERVERS_MAX 64

/* By the OBSERVER() of every file of the program; the linker names the section's ends. */
extern const struct observer *const __start_observers[];
extern const struct observer *const __stop_observers[];

static int compare(const void *a, const void *b)
{
	const struct observer *x = *(const struct observer *const *)a;
	const struct observer *y = *(const struct observer *const *)b;

	return x->order != y->order ? x->order - y->order : strcmp(x->name, y->name);
}

const struct observer *const *observers_sorted(void)
{
	static const struct observer *sorted[OBSERVERS_MAX + 1];
	size_t nr = 0;

	if (sorted[0])
		return sorted;
	/* cppcheck-suppress comparePointers; the two ends of one section */
	for (const struct observer *const *o = __start_observers; o < __stop_observers; o++) {
		if (nr < OBSERVERS_MAX)
			sorted[nr++] = *o;
	}
	qsort(sorted, nr, sizeof(sorted[0]), compare);
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
