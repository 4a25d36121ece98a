// SPDX-License-Identifier: GPL-2.0-or-later
/* What answers of observers say of a page, by their words: bits and names that are documented. */
#include <string.h>

#include "lib/base/array.h"
#include "lib/format/xml_text.h"
#include "lib/html/html.h"

/* the first one that is in the answer counts */
static const struct {
	const char *words;
	enum page_says says;
} rules[] = {
	/* calls, by what they returned */
	{ ") = 0x0", SAYS_SPECIAL },
	{ ") = 0x", SAYS_PAGE },
	{ "huge zero folio: yes", SAYS_ZERO },
	{ "zero page: yes", SAYS_ZERO },
	{ "level: none", SAYS_NOTHING },
	{ "|special", SAYS_SPECIAL },
	{ "level: ", SAYS_PAGE },
	{ "PFNZERO", SAYS_ZERO },
	{ "ZERO_PAGE", SAYS_ZERO },
	{ "ANON", SAYS_ANON },
	{ "FILE", SAYS_FILE },
	{ "flags: none", SAYS_NOTHING },
	{ "categories: none", SAYS_NOTHING },
	{ "PRESENT", SAYS_PAGE },
	{ "MMAP", SAYS_PAGE },
	{ "resident: no", SAYS_NOTHING },
	{ "resident: yes", SAYS_PAGE },
	{ "status: node", SAYS_PAGE },
	{ "NULL", SAYS_SPECIAL },
	{ "the page in the entry", SAYS_PAGE },
	/* what scenarios state */
	{ "zero", SAYS_ZERO },
	{ "anonymous", SAYS_ANON },
	{ "fs/dax", SAYS_FILE },
	{ "page cache", SAYS_FILE },
	{ "shmem", SAYS_FILE },
	{ "raw pfn", SAYS_SPECIAL },
	{ "granted", SAYS_PAGE },
	{ "kernel page", SAYS_PAGE },
	{ "device-dax", SAYS_PAGE },
	{ "special", SAYS_SPECIAL },
	{ "normal", SAYS_PAGE },
	{ "another page", SAYS_PAGE },
	{ "nothing", SAYS_NOTHING },
	{ "absent", SAYS_NOTHING },
};

enum page_says html_says(const char *answer)
{
	const char *expected = strstr(answer, HTML_NOT_EXPECTED);
	size_t length = expected ? (size_t)(expected - answer) : strlen(answer);

	/* not what it should have said */
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (memmem(answer, length, rules[i].words, strlen(rules[i].words)))
			return rules[i].says;
	return SAYS_UNKNOWN;
}

const char *html_says_name(enum page_says says)
{
	static const char *const names[NR_SAYS] = {
		[SAYS_UNKNOWN] = "other", [SAYS_NOTHING] = "nothing", [SAYS_ZERO] = "zero",
		[SAYS_SPECIAL] = "special", [SAYS_ANON] = "anon", [SAYS_FILE] = "file",
		[SAYS_PAGE] = "page",
	};

	return names[says];
}

void html_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		xml_put(out, *text);
		/* lists of flags have no blanks to break at */
		if (*text == '|')
			fputs("<wbr>", out);
	}
}
