// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/known_verdicts.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"

#define PREFIX "known."

/* the issue's place in the order of ids, which is made if there is none */
static struct known_count *find(struct known_counts *counts, const char *id)
{
	size_t at = 0;

	while (at < counts->nr && strcmp(counts->issue[at].id, id) < 0)
		at++;
	if (at < counts->nr && !strcmp(counts->issue[at].id, id))
		return &counts->issue[at];
	counts->issue = array_grow(counts->issue, counts->nr, sizeof(*counts->issue));
	memmove(&counts->issue[at + 1], &counts->issue[at], (counts->nr - at) * sizeof(*counts->issue));
	counts->nr++;
	counts->issue[at] = (struct known_count){ .id = string_copy(id) };
	return &counts->issue[at];
}

/* "ID: why" */
static void add_line(struct known_counts *counts, const char *line)
{
	const char *colon = strstr(line, ": ");
	guarded(free) char *id = colon ? string_copy_n(line, (size_t)(colon - line)) : string_copy(line);
	struct known_count *count = find(counts, id);

	count->shown++;
	if (!count->reason && colon)
		count->reason = string_copy(colon + 2);
}

static bool has_line(const struct string_list *lines, const char *id)
{
	size_t length = strlen(id);

	for (size_t i = 0; i < lines->nr; i++)
		if (!strncmp(lines->item[i], id, length) &&
		    (!lines->item[i][length] || lines->item[i][length] == ':'))
			return true;
	return false;
}

static bool in_earlier_check(const struct verdict *v, size_t check)
{
	for (size_t i = 0; i < check; i++)
		if (v->checks[i].issue && !strcmp(v->checks[i].issue, v->checks[check].issue))
			return true;
	return false;
}

/* records before version 0.2 have the reason of one issue only, in that of the verdict */
static void add_check(struct known_counts *counts, const struct verdict *v, size_t check)
{
	const char *id = v->checks[check].issue;
	guarded(free) char *start = NULL;
	struct known_count *count;

	if (!id || !*id || has_line(&v->known, id) || in_earlier_check(v, check))
		return;
	count = find(counts, id);
	count->shown++;
	start = string_format("known issue %s: ", id);
	if (!count->reason && v->reason && !strncmp(v->reason, start, strlen(start)))
		count->reason = string_copy(v->reason + strlen(start));
}

void known_counts_add(struct known_counts *counts, const struct verdict *v)
{
	for (size_t i = 0; i < v->known.nr; i++)
		if (*v->known.item[i])
			add_line(counts, v->known.item[i]);
	for (size_t i = 0; i < v->nr_checks; i++)
		add_check(counts, v, i);
	for (size_t i = 0; i < v->unshown.nr; i++)
		if (*v->unshown.item[i])
			find(counts, v->unshown.item[i])->unshown++;
}

void known_counts_clear(struct known_counts *counts)
{
	for (size_t i = 0; i < counts->nr; i++) {
		free(counts->issue[i].id);
		free(counts->issue[i].reason);
	}
	free(counts->issue);
	*counts = (struct known_counts){ 0 };
}

static const char *plural(size_t nr)
{
	return nr == 1 ? "" : "s";
}

void known_verdict(struct verdict *v, const struct known_count *count)
{
	*v = (struct verdict){
		.test = string_format(PREFIX "%s", count->id),
		.description = string_copy("a known issue of this kernel"),
	};
	if (count->shown) {
		v->outcome = OUTCOME_XFAIL;
		v->reason = string_format("shown in %zu test%s%s%s", count->shown, plural(count->shown),
					  count->reason ? ": " : "", count->reason ? count->reason : "");
	} else {
		v->outcome = OUTCOME_PASS;
		v->reason = string_format("did not show in %zu test%s, though this kernel should have it",
					  count->unshown, plural(count->unshown));
	}
}

bool known_verdict_is(const char *test)
{
	return !strncmp(test, PREFIX, strlen(PREFIX));
}
