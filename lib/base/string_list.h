/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of strings, always ended by NULL, so that they serve as argv. */
#ifndef NORMALPAGE_BASE_STRING_LIST_H
#define NORMALPAGE_BASE_STRING_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"

/** struct string_list - owned strings; @item[@nr] is NULL once there is one */
struct string_list {
	char **item;
	size_t nr;
};

/** string_list_add - append a formatted string; aborts when memory is gone */
__attribute__((format(printf, 2, 3))) void
string_list_add(struct string_list *list, const char *fmt, ...);

/**
 * string_list_split - append what lies between any of @separators in @text, empty pieces left out
 */
void string_list_split(struct string_list *list, const char *text, const char *separators);

/** string_list_join - all items, with @separator between them; "" for none. The caller frees */
char *string_list_join(const struct string_list *list, const char *separator);

/** string_list_has - is @text one of the items? */
bool string_list_has(const struct string_list *list, const char *text);

/** string_list_clear - free all; the list is empty afterwards */
void string_list_clear(struct string_list *list);

DEFINE_CLEANUP(strings, struct string_list, string_list_clear(&VALUE))

#endif
