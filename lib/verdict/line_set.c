// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/line_set.h"

#include <search.h>
#include <string.h>

#include "lib/base/text.h"

struct node {
	const char *text;
	unsigned int counter;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct node *)a)->text, ((const struct node *)b)->text);
}

static struct node *find(const struct line_set *set, const char *text)
{
	guarded(free) char *clean = text_clean(text, TEXT_LINE_MAX);
	struct node **found = tfind(&(struct node){ .text = clean }, &set->index, compare);

	return found ? *found : NULL;
}

unsigned int *line_set_add(struct line_set *set, const char *text)
{
	struct node *node = find(set, text);

	if (node)
		return &node->counter;
	node = calloc(1, sizeof(*node));
	if (!node)
		abort();
	text_list_add(&set->lines, text);
	node->text = set->lines.item[set->lines.nr - 1];
	if (!tsearch(node, &set->index, compare))
		abort();
	return &node->counter;
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
