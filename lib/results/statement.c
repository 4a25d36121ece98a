// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/statement.h"

#include <ctype.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"

static char *copy_or_empty(const char *text)
{
	return string_copy(text ? text : "");
}

/* numbers of five hexadecimal digits and more are frames, addresses or entries */
static char *without_addresses(const char *text)
{
	char *out = string_copy(text), *to = out;

	while (*text) {
		size_t prefix = !strncmp(text, "0x", 2) ? 2 : 0;
		size_t digits = strspn(text + prefix, "0123456789abcdef");
		bool word = to == out || !isalnum((unsigned char)to[-1]);
		size_t len = prefix + digits;

		if (word && digits >= 5 && !isalnum((unsigned char)text[len])) {
			*to++ = '*';
			text += len;
			continue;
		}
		*to++ = *text++;
	}
	*to = '\0';
	return out;
}

/* what a compiler did to a function is no news: "follow_page_pte.isra.0" */
static char *without_suffixes(const char *text)
{
	static const char *const suffixes[] = { ".isra.", ".constprop.", ".part." };
	char *out = copy_or_empty(text);

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		char *at;

		while ((at = strstr(out, suffixes[i]))) {
			char *end = at + strlen(suffixes[i]);

			end += strspn(end, "0123456789");
			memmove(at, end, strlen(end) + 1);
		}
	}
	return out;
}

static char *page_at(const struct verdict *v, const char *step, const char *where)
{
	uint64_t offset = strtoull(*where == '+' ? where + 1 : where, NULL, 16);
	char *page;

	for (size_t i = 0; *where == '+' && i < v->nr_stated; i++) {
		const struct stated_run *run = &v->stated[i];

		if (strcmp(run->step, step) || offset < run->start || offset >= run->end)
			continue;
		page = string_format("%s, %s", run->kind, run->level);
		return page;
	}
	return string_copy("");
}

static void add(struct statements *s, const struct verdict *v, const struct statement *from)
{
	struct statement *new;

	s->item = array_grow(s->item, s->nr, sizeof(*s->item));
	new = &s->item[s->nr];
	*new = (struct statement){
		.step = copy_or_empty(from->step),
		.observer = copy_or_empty(from->observer),
		.field = without_suffixes(from->field),
		.where = copy_or_empty(from->where),
		.nth = (unsigned int)s->nr,	/* in order of appearance, until they are sorted */
		.value = without_addresses(from->value),
		.page = page_at(v, from->step, from->where),
		.judged = from->judged,
		.ok = from->ok,
		.issue = string_copy(from->issue),
	};
	s->nr++;
}

/* "name: value, name: value" */
static void add_fields(struct statements *s, const struct verdict *v, struct statement *of,
		       const char *text)
{
	guarded(free) char *fields = copy_or_empty(text);
	char *rest = fields;

	while (rest && *rest) {
		char *field = rest, *end = strstr(rest, ", "), *colon;

		if (end)
			*end = '\0';
		rest = end ? end + 2 : NULL;
		colon = strstr(field, ": ");
		if (colon)
			*colon = '\0';
		of->field = colon ? field : "";
		of->value = colon ? colon + 2 : field;
		add(s, v, of);
	}
}

static void add_check(struct statements *s, const struct verdict *v, const struct check *c)
{
	guarded(free) char *places = string_copy(c->where ? c->where : "-");
	char *rest = places, *where;

	while ((where = strsep(&rest, " "))) {
		struct statement of = { .step = c->step ? c->step : "", .observer = c->observer,
					.field = c->field, .where = where, .value = c->observed,
					.judged = true, .ok = c->ok, .issue = c->issue };

		if (c->field || !c->ok)
			add(s, v, &of);
		else
			add_fields(s, v, &of, c->observed);
	}
}

/* "PMD 80000000082002a5 pfn 0x8200 present user": the bits say all of it that stays */
static void drop_frame(char *entry)
{
	char *value = strchr(entry, ' '), *bits = strstr(entry, " pfn 0x");

	if (!value || !bits)
		return;
	bits += strlen(" pfn 0x");
	bits += strspn(bits, "0123456789abcdef");
	memmove(value, bits, strlen(bits) + 1);
}

/* "after the read, +0x0: PMD 80000000082002a5 pfn 0x8200 present user": level and bits */
static void add_entry(struct statements *s, const struct verdict *v, const char *line)
{
	guarded(free) char *text = string_copy(line);
	char *where = NULL, *value;
	struct statement of = { .step = text, .observer = RAW_ENTRY };

	for (char *p = text; (p = strstr(p, ", +0x")); p++)
		where = p;
	value = where ? strstr(where, ": ") : NULL;
	if (!value)
		return;
	*where = *value = '\0';
	of.where = where + 2;
	of.value = value + 2;
	drop_frame(value + 2);
	add(s, v, &of);
}

int statement_order(const struct statement *a, const struct statement *b)
{
	int order = strcmp(a->observer, b->observer);

	if (!order)
		order = strcmp(a->field, b->field);
	if (!order)
		order = strcmp(a->step, b->step);
	if (!order)
		order = strcmp(a->where, b->where);
	return order ? order : (a->nth > b->nth) - (a->nth < b->nth);
}

static int by_order(const void *a, const void *b)
{
	return statement_order(a, b);
}

static bool same_names(const struct statement *a, const struct statement *b)
{
	return !strcmp(a->observer, b->observer) && !strcmp(a->field, b->field) &&
	       !strcmp(a->step, b->step) && !strcmp(a->where, b->where);
}

static void statement_clear(struct statement *s)
{
	free((char *)s->step);
	free((char *)s->observer);
	free((char *)s->field);
	free((char *)s->where);
	free((char *)s->value);
	free((char *)s->page);
	free((char *)s->issue);
}

/* how often a function was called to say the same is left to chance: once will do */
static void drop_repeated(struct statements *s)
{
	size_t kept = 0, first = 0;

	for (size_t i = 0; i < s->nr; i++) {
		bool repeated = false;

		if (kept && !same_names(&s->item[first], &s->item[i]))
			first = kept;
		for (size_t j = first; j < kept; j++)
			repeated |= !strcmp(s->item[j].value, s->item[i].value);
		if (repeated) {
			statement_clear(&s->item[i]);
			continue;
		}
		s->item[kept] = s->item[i];
		s->item[kept].nth = (unsigned int)(kept - first);
		kept++;
	}
	s->nr = kept;
}

void statements_of(struct statements *s, const struct verdict *v)
{
	*s = (struct statements){ 0 };
	for (size_t i = 0; i < v->nr_checks; i++)
		add_check(s, v, &v->checks[i]);
	for (size_t i = 0; i < v->entries.nr; i++)
		add_entry(s, v, v->entries.item[i]);
	if (s->nr)
		qsort(s->item, s->nr, sizeof(*s->item), by_order);
	drop_repeated(s);
}

void statements_clear(struct statements *s)
{
	for (size_t i = 0; i < s->nr; i++)
		statement_clear(&s->item[i]);
	free(s->item);
	*s = (struct statements){ 0 };
}
