/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes as people type them. */
#ifndef NORMALPAGE_HARNESS_SIZE_H
#define NORMALPAGE_HARNESS_SIZE_H

#include "lib/error.h"

/** size_parse - "512M", "2G", bytes without a letter; ERROR_USAGE names @option */
error_check struct error *size_parse(const char *option, const char *text,
				     unsigned long long *bytes);

#endif
