/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_BASE_ARRAY_H
#define NORMALPAGE_BASE_ARRAY_H

/** ARRAY_SIZE - how many elements an array has; not of a pointer */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
