/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_BASE_ARRAY_H
#define NORMALPAGE_BASE_ARRAY_H

#include <stdlib.h>

/** ARRAY_SIZE - how many elements an array has; not of a pointer */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/**
 * array_grow - room for one more element behind the @nr of @size bytes that it has
 *
 * Returns the array in its new place, to be freed; there is no failure.
 */
static inline void *array_grow(void *array, size_t nr, size_t size)
{
	array = reallocarray(array, nr + 1, size);
	if (!array)
		abort();
	return array;
}

#endif
