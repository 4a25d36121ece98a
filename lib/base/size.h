/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes and numbers, also as people type them. */
#ifndef NORMALPAGE_BASE_SIZE_H
#define NORMALPAGE_BASE_SIZE_H

#include <stdint.h>

#include "lib/base/error.h"

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/** struct size_bounds - what a size may be, bytes; both are allowed */
struct size_bounds {
	uint64_t least, most;
};

/**
 * size_parse - "512M", "2G", bytes without a letter
 * @option: without the dashes, for the message
 * @bounds: NULL: anything but 0
 * @bytes: set where there is no error
 *
 * ERROR_USAGE says what is allowed.
 */
error_check struct error *size_parse(const char *option, const char *text, const struct size_bounds *bounds,
				     unsigned long long *bytes);

/** number_parse - a number above 0; ERROR_USAGE names @option and says that it is none of @what */
error_check struct error *number_parse(const char *option, const char *text, const char *what,
				       unsigned long long *number);

#endif
