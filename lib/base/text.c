// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"

/* what one character becomes at most: "\U0010ffff" */
#define ESCAPED_MAX 10

/* bytes of the sequence that starts with this one; 0 if none does */
static size_t sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

size_t text_decode(const char *text, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = sequence_length((unsigned char)*text);

	*c = TEXT_NOT_UTF8;
	if (!n)
		return 1;
	uint32_t value = (unsigned char)*text & (n == 1 ? 0x7f : 0x7f >> n);

	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (value < least[n] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 1;
	*c = value;
	return n;
}

/* what turns the direction of text around, or is not to be seen, can make a line say something else */
static bool is_deceptive(uint32_t c)
{
	return c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c < 0xe1000);
}

bool text_is_plain(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || is_deceptive(c))
		return false;
	/* https://www.w3.org/TR/xml/#charsets leaves these out */
	return c != TEXT_NOT_UTF8 && (c & 0xfffe) != 0xfffe;
}

bool text_is_all_plain(const char *text)
{
	while (*text) {
		uint32_t c;

		text += text_decode(text, &c);
		if (!text_is_plain(c))
			return false;
	}
	return true;
}

static bool is_space(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* @from: the @n bytes of @c; returns the end of what was written */
static char *put(char *to, uint32_t c, const char *from, size_t n)
{
	if (text_is_plain(c))
		return mempcpy(to, from, n);
	if (is_space(c))
		return stpcpy(to, " ");
	if (n == 1)
		return to + sprintf(to, "\\x%02x", (unsigned char)*from);
	return to + sprintf(to, c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

char *text_clean(const char *text, size_t max)
{
	static const char cut[] = "... (%zu bytes more)";
	char *clean, *end, *fit;
	size_t room;

	if (!text)
		return NULL;
	room = strlen(text) * ESCAPED_MAX;
	if (room > max)
		room = max;
	clean = end = malloc(room + ESCAPED_MAX + sizeof(cut) + 24);
	if (!clean)
		abort();
	while (*text && (size_t)(end - clean) < room) {
		uint32_t c;
		size_t n = text_decode(text, &c);

		end = put(end, c, text, n);
		text += n;
	}
	if (*text)
		sprintf(end, cut, strlen(text));
	else
		*end = '\0';
	/* most are short, and there are many of them */
	fit = realloc(clean, strlen(clean) + 1);
	return fit ? fit : clean;
}

char *text_name(const char *text)
{
	char *name = text_clean(text && *text ? text : "unnamed", TEXT_NAME_MAX);

	for (char *p = name; *p; p++)
		if (*p == ' ')
			*p = '_';
	return name;
}

void text_put_line(FILE *out, const char *fmt, ...)
{
	guarded(free) char *clean = NULL;
	guarded(free) char *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	line = string_vformat(fmt, ap);
	va_end(ap);
	clean = text_clean(line, SIZE_MAX);
	fprintf(out, "%s\n", clean);
}

char *text_id(const char *text)
{
	char *id = string_copy(text && *text ? text : "_");

	for (char *p = id; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("._-", *p))
			*p = '_';
	return id;
}

void text_list_add(struct string_list *list, const char *text)
{
	guarded(free) char *clean = text_clean(text, TEXT_LINE_MAX);

	string_list_add(list, "%s", clean);
}

void text_list_add_once(struct string_list *list, const char *text)
{
	if (!string_list_has(list, text))
		text_list_add(list, text);
}
