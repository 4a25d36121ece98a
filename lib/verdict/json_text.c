// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/json_text.h"

#include "lib/base/text.h"

/* json-c passes on all but controls below 0x20: what is not ASCII is within strings, and so is DEL */
static void put(FILE *out, uint32_t c, const char *from, size_t n)
{
	if (text_is_plain(c) || c == '\n')
		fwrite(from, 1, n, out);
	else if (c == TEXT_NOT_UTF8)
		fprintf(out, "\\\\x%02x", (unsigned char)*from);
	else if (c < 0x10000)
		fprintf(out, "\\u%04x", c);
	else	/* a pair of surrogates */
		fprintf(out, "\\u%04x\\u%04x", 0xd800 | (c - 0x10000) >> 10,
			0xdc00 | ((c - 0x10000) & 0x3ff));
}

/* most of it, written at once */
static size_t plain_ascii(const char *text)
{
	size_t n = 0;

	while (text[n] >= 0x20 && text[n] < 0x7f)
		n++;
	return n;
}

void json_text_write(FILE *out, struct json_object *object, int flags)
{
	const char *text = json_object_to_json_string_ext(object,
							  flags | JSON_C_TO_STRING_NOSLASHESCAPE);

	while (*text) {
		size_t n = plain_ascii(text);
		uint32_t c;

		fwrite(text, 1, n, out);
		text += n;
		if (!*text)
			break;
		n = text_decode(text, &c);
		put(out, c, text, n);
		text += n;
	}
	fputc('\n', out);
}
