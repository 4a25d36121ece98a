// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/shell_word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:,./@%~"
#define ESCAPE "\\ooo"	/* what one byte becomes at most */
#define QUOTE "'\\''"	/* ends the quoted word, and begins it again */

/* bash, zsh, ksh and POSIX since 2024 take it: such a word cannot be shown in another way */
static void put_escaped(char *to, const char *word)
{
	to = stpcpy(to, "$'");
	for (; *word; word++) {
		if (strchr(PLAIN, *word))
			*to++ = *word;
		else
			to += sprintf(to, "\\%03o", (unsigned char)*word);
	}
	strcpy(to, "'");
}

char *shell_word(const char *word)
{
	char *text = malloc(strlen(word) * strlen(ESCAPE) + sizeof("$''")), *to = text;

	_Static_assert(sizeof(QUOTE) <= sizeof(ESCAPE), "a quote needs no more room");
	if (!text)
		abort();
	if (*word && *word != '~' && strspn(word, PLAIN) == strlen(word))
		return strcpy(text, word);
	if (!text_is_all_plain(word)) {
		put_escaped(text, word);
		return text;
	}
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
