// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/report/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xfffd

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

/* RFC 3629: the shortest form only, no surrogates, nothing above U+10FFFF */
static size_t decode(const char *text, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = sequence_length((unsigned char)*text);

	*c = REPLACEMENT;
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
static int is_deceptive(uint32_t c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static uint32_t harmless(uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
		return ' ';
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || is_deceptive(c))
		return '?';
	/* https://www.w3.org/TR/xml/#charsets leaves these out */
	return (c & 0xfffe) == 0xfffe ? REPLACEMENT : c;
}

static size_t encode(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

char *text_clean(const char *text, size_t max)
{
	static const char cut[] = "... (%zu bytes more)";
	char *clean, *end;

	if (!text)
		return NULL;
	clean = end = malloc(max + sizeof(cut) + 24);
	if (!clean)
		abort();
	while (*text && (size_t)(end - clean) + 4 <= max) {
		uint32_t c;

		text += decode(text, &c);
		end += encode(harmless(c), end);
	}
	if (*text)
		sprintf(end, cut, strlen(text));
	else
		*end = '\0';
	return clean;
}

char *text_id(const char *text)
{
	char *id = strdup(text && *text ? text : "_");

	if (!id)
		abort();
	for (char *p = id; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("._-", *p))
			*p = '_';
	return id;
}
