/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes and numbers as people type them. */
#ifndef NORMALPAGE_HARNESS_SIZE_H
#define NORMALPAGE_HARNESS_SIZE_H

#include "lib/base/error.h"

/** size_parse - "512M", "2G", bytes without a letter; ERROR_USAGE names @option */
error_check struct error *size_parse(const char *option, const char *text,
				     unsigned long long *bytes);

/** number_parse - a number above 0; ERROR_USAGE names @option and says that it is none of @what */
error_check struct error *number_parse(const char *option, const char *text, const char *what,
				       unsigned long long *number);

#endif
