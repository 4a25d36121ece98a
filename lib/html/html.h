/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One self-contained file that a browser opens from disk: no script, nothing from elsewhere. */
#ifndef NORMALPAGE_HTML_HTML_H
#define NORMALPAGE_HTML_HTML_H

#include "lib/results/results.h"
#include "lib/results/timeline.h"

/** results_write_html - the matrix of scenarios and kernels, and a picture of each scenario */
void results_write_html(const struct results_set *set, FILE *out);

/** html_timeline - a page of what took how long in a run */
void html_timeline(FILE *out, const struct timeline *t);

/** html_text - write @text escaped, with places to break a line behind '|' */
void html_text(FILE *out, const char *text);

/**
 * enum page_says - what an answer says of a page, as colours show it
 * @SAYS_UNKNOWN: something else; its words are shown all the same
 */
enum page_says {
	SAYS_UNKNOWN,
	SAYS_NOTHING,
	SAYS_ZERO,
	SAYS_SPECIAL,
	SAYS_ANON,
	SAYS_FILE,
	SAYS_PAGE,
	NR_SAYS,
};

/** HTML_NOT_EXPECTED - between what was observed and what was expected, in the words of a wrong answer */
#define HTML_NOT_EXPECTED " \xe2\x89\xa0 expected "

/** html_says - from the words of an answer, or of a statement; of a wrong answer by what was observed */
enum page_says html_says(const char *answer);

/** html_says_name - one word, for people and for the style sheet */
const char *html_says_name(enum page_says says);

/**
 * html_picture - the address range at each step: a strip for each observer
 *
 * The same for two verdicts whose evidence is the same.
 */
void html_picture(FILE *out, const struct verdict *v);

#endif
