/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings that the caller frees. Where memory is gone, the program aborts. */
#ifndef NORMALPAGE_BASE_OWNED_STRING_H
#define NORMALPAGE_BASE_OWNED_STRING_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/** string_copy - strdup(); NULL gives NULL */
char *string_copy(const char *text);

/** string_copy_n - a string of the first @length bytes of @text, or of those in front of a null byte */
char *string_copy_n(const char *text, size_t length);

/** string_format - what printf() would write */
__attribute__((format(printf, 1, 2))) char *string_format(const char *fmt, ...);

/** string_vformat - the same, of a va_list */
__attribute__((format(printf, 1, 0))) char *string_vformat(const char *fmt, va_list ap);

/**
 * string_append - append @more, behind @separator where there is text already
 * @text: owned; NULL is no text
 */
void string_append(char **text, const char *separator, const char *more);

/** string_ends_in - does @text end in @end, and begin with something else? */
bool string_ends_in(const char *text, const char *end);

#endif
