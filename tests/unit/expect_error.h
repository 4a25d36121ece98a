/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For unit tests: an error with certain words, or none. To be included behind cmocka.h. */
#ifndef NORMALPAGE_UNIT_EXPECT_ERROR_H
#define NORMALPAGE_UNIT_EXPECT_ERROR_H

#include <string.h>

#include "lib/base/error.h"

/** expect_error - @err has @words, or is none if they are NULL; destroys it */
static inline void expect_error(struct error *err, const char *words)
{
	if (words && (!err || !strstr(err->message, words)))
		print_message("wanted '%s', got '%s'\n", words, err ? err->message : "(no error)");
	if (!words && err)
		print_message("%s\n", err->message);
	assert_true(words ? err && strstr(err->message, words) : !err);
	error_destroy(err);
}

#endif
