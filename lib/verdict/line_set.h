/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of which each is there once, found without looking at all of them. */
#ifndef NORMALPAGE_VERDICT_LINE_SET_H
#define NORMALPAGE_VERDICT_LINE_SET_H

#include "lib/verdict/verdict.h"

/**
 * struct line_set - start with zeros
 * @lines: in the order in which they came, as text_list_add() makes them
 * @index: the same, sorted (tsearch(3))
 */
struct line_set {
	struct string_list lines;
	void *index;
};

/**
 * line_set_add - append a copy of @text unless it is there already
 *
 * Returns a counter for the user's own use, which is 0 for one that is new.
 */
unsigned int *line_set_add(struct line_set *set, const char *text);
bool line_set_has(const struct line_set *set, const char *text);
void line_set_clear(struct line_set *set);

#endif
