// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/shell_word.h"

#include <stdlib.h>
#include <string.h>

#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:,./@%~"
#define QUOTE "'\\''"	/* ends the quoted word, and begins it again */

char *shell_word(const char *word)
{
	/* at most, each character is a quote */
	char *text = malloc(strlen(word) * strlen(QUOTE) + 3), *to = text;

	if (!text)
		abort();
	if (*word && *word != '~' && strspn(word, PLAIN) == strlen(word))
		return strcpy(text, word);
	*to++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			to = stpcpy(to, QUOTE);
		else
			*to++ = *word;
	}
	strcpy(to, "'");
	return text;
}
