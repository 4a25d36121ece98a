// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/format/xml_text.h"

void xml_put(FILE *out, char c)
{
	if (c == '&')
		fputs("&amp;", out);
	else if (c == '<')
		fputs("&lt;", out);
	else if (c == '>')	/* also so that "]]>" is nowhere */
		fputs("&gt;", out);
	else if (c == '"')
		fputs("&quot;", out);
	else
		fputc(c, out);
}

void xml_text(FILE *out, const char *text)
{
	while (*text)
		xml_put(out, *text++);
}
