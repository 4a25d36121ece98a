// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/string_list.h"

#include <stdarg.h>
#include <string.h>

#include "lib/base/owned_string.h"

void string_list_add(struct string_list *list, const char *fmt, ...)
{
	va_list ap;

	list->item = realloc(list->item, (list->nr + 2) * sizeof(*list->item));
	if (!list->item)
		abort();
	va_start(ap, fmt);
	list->item[list->nr++] = string_vformat(fmt, ap);
	va_end(ap);
	list->item[list->nr] = NULL;
}

void string_list_split(struct string_list *list, const char *text, const char *separators)
{
	text += strspn(text, separators);
	while (*text) {
		size_t length = strcspn(text, separators);

		string_list_add(list, "%.*s", (int)length, text);
		text += length;
		text += strspn(text, separators);
	}
}

char *string_list_join(const struct string_list *list, const char *separator)
{
	char *text = string_copy("");

	for (size_t i = 0; i < list->nr; i++) {
		char *old = text;

		text = string_format("%s%s%s", old, i ? separator : "", list->item[i]);
		free(old);
	}
	return text;
}

bool string_list_has(const struct string_list *list, const char *text)
{
	for (size_t i = 0; i < list->nr; i++)
		if (!strcmp(list->item[i], text))
			return true;
	return false;
}

void string_list_clear(struct string_list *list)
{
	for (size_t i = 0; i < list->nr; i++)
		free(list->item[i]);
	free(list->item);
	*list = (struct string_list){ 0 };
}
