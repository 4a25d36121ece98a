// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/line_set.h"

#include <search.h>
#include <string.h>

#include "lib/base/text.h"

struct counted_line {
	const char *text;
	unsigned int counter;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct counted_line *)a)->text, ((const struct counted_line *)b)->text);
}

static struct counted_line *find(const struct line_set *set, const char *text)
{
	guarded(free) char *clean = text_clean(text, TEXT_LINE_MAX);
	struct counted_line **found = tfind(&(struct counted_line){ .text = clean }, &set->index, compare);

	return found ? *found : NULL;
}

unsigned int *line_set_add(struct line_set *set, const char *text)
{
	struct counted_line *line = find(set, text);

	if (line)
		return &line->counter;
	line = calloc(1, sizeof(*line));
	if (!line)
		abort();
	text_list_add(&set->lines, text);
	line->text = set->lines.item[set->lines.nr - 1];
	if (!tsearch(line, &set->index, compare))
		abort();
	return &line->counter;
}

bool line_set_has(const struct line_set *set, const char *text)
{
	return find(set, text);
}

void line_set_clear(struct line_set *set)
{
	tdestroy(set->index, free);
	string_list_clear(&set->lines);
	*set = (struct line_set){ 0 };
}
