// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The address range of a mapping, step by step: a column for each address that was asked about, a row
 * for each observer, a cell for each page table entry.
 */
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/page.h"
#include "lib/html/html.h"

#define COLUMNS_MAX 24
#define ROWS_MAX 80

/**
 * struct row - an observer, or one of the functions that it asked
 * @field: of a row of its own, NULL for the observer's answers
 */
struct row {
	const char *observer, *field;
};

/** struct step - what is to be drawn; strings are borrowed from the verdict */
struct step {
	const struct verdict *v;
	const char *name;
	uint64_t column[COLUMNS_MAX];
	size_t nr_columns;
	struct row row[ROWS_MAX];
	size_t nr_rows;
	bool left_out;	/* there was no room for all of them */
};

/** struct cell - what a row has to say of one column */
struct cell {
	char *text;
	bool given, wrong, known;
};

static const char *step_of(const struct check *c)
{
	return c->step ? c->step : "";
}

/* model and trace answer once for each question, observers once for all fields */
static const char *own_row(const struct check *c)
{
	if (!c->field)
		return NULL;
	if (c->ok || c->kind == CHECK_MODEL || c->kind == CHECK_TRACE)
		return c->field;
	return NULL;
}

static bool has_row(const struct step *s, const char *observer, const char *field)
{
	for (size_t i = 0; i < s->nr_rows; i++)
		if (!strcmp(s->row[i].observer, observer) &&
		    !strcmp(s->row[i].field ? s->row[i].field : "", field ? field : ""))
			return true;
	return false;
}

static void add_column(struct step *s, uint64_t offset)
{
	size_t at = 0;

	while (at < s->nr_columns && s->column[at] < offset)
		at++;
	if (at < s->nr_columns && s->column[at] == offset)
		return;
	if (s->nr_columns == COLUMNS_MAX) {
		s->left_out = true;
		return;
	}
	memmove(&s->column[at + 1], &s->column[at], (s->nr_columns - at) * sizeof(s->column[0]));
	s->column[at] = offset;
	s->nr_columns++;
}

/* the next "+0x1000" in a list of addresses; false at its end */
static bool next_place(const char **where, uint64_t *offset)
{
	const char *plus = *where ? strchr(*where, '+') : NULL;
	char *end;

	if (!plus)
		return false;
	*offset = strtoull(plus + 1, &end, 16);
	*where = end;
	return true;
}

static bool is_of_vma(const struct check *c)
{
	return c->where && !strcmp(c->where, "vma");
}

static bool is_drawn(const struct check *c)
{
	return c->where && (is_of_vma(c) || *c->where == '+');
}

static void collect(struct step *s, const struct verdict *v, const char *name)
{
	*s = (struct step){ .v = v, .name = name };
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *c = &v->checks[i];
		const char *where = c->where;
		uint64_t offset;

		if (strcmp(step_of(c), name) || !is_drawn(c))
			continue;
		while (next_place(&where, &offset))
			add_column(s, offset);
		if (has_row(s, c->observer, own_row(c)))
			continue;
		if (s->nr_rows == ROWS_MAX)
			s->left_out = true;
		else
			s->row[s->nr_rows++] = (struct row){ c->observer, own_row(c) };
	}
}

static const struct stated_run *stated_at(const struct step *s, uint64_t offset)
{
	for (size_t i = 0; i < s->v->nr_stated; i++) {
		const struct stated_run *run = &s->v->stated[i];

		if (!strcmp(run->step, s->name) && offset >= run->start && offset < run->end)
			return run;
	}
	return NULL;
}

static bool covers(const struct check *c, uint64_t offset)
{
	const char *where = c->where;
	uint64_t at;

	if (is_of_vma(c))
		return true;
	while (next_place(&where, &at))
		if (at == offset)
			return true;
	return false;
}

static void append_wrong(struct cell *cell, const struct check *c)
{
	guarded(free) char *text = NULL;

	text = string_format("%s%s%s" HTML_NOT_EXPECTED "%s%s%s%s", c->field ? c->field : "",
		     c->field ? ": " : "", c->observed, c->expected, c->issue ? " (known issue " : "",
		     c->issue ? c->issue : "", c->issue ? ")" : "");
	string_append(&cell->text, ", ", text);
	cell->wrong |= !c->issue;
	cell->known |= c->issue != NULL;
}

static struct cell cell_at(const struct step *s, const struct row *row, uint64_t offset)
{
	struct cell cell = { 0 };

	for (size_t i = 0; i < s->v->nr_checks; i++) {
		const struct check *c = &s->v->checks[i];
		const char *field = own_row(c);

		if (strcmp(step_of(c), s->name) || !is_drawn(c) ||
		    strcmp(c->observer, row->observer) ||
		    strcmp(field ? field : "", row->field ? row->field : "") || !covers(c, offset))
			continue;
		cell.given = true;
		if (!c->ok)
			append_wrong(&cell, c);
		else if (!cell.text || !strstr(cell.text, c->observed))
			string_append(&cell.text, ", ", c->observed);
	}
	return cell;
}

/* what is asked once for an entry is about all of it */
static bool goes_on(const struct row *row, const struct cell *cell, const struct cell *next)
{
	if (cell->given && !next->given)
		return row->field != NULL;
	return cell->given == next->given && (!cell->given || !strcmp(cell->text, next->text));
}

/* a cell is an entry: columns within one PMD are one if they say the same */
static bool same_entry(const struct step *s, uint64_t a, uint64_t b)
{
	const struct stated_run *run = stated_at(s, a);

	if (!run || run != stated_at(s, b) || !strcmp(run->level, "PTE"))
		return false;
	return (a - run->start) / PMD_SIZE == (b - run->start) / PMD_SIZE;
}

static bool is_nothing(const char *field)
{
	const char *value = strstr(field, ": ");

	return value && (!strcmp(value, ": 0 kB") || !strcmp(value, ": 0") || !strcmp(value, ": no"));
}

/* "Rss: 0 kB, Pss: 4 kB" without what is nothing or not so: most of it is */
static void put_fields(FILE *out, const char *text, bool sums)
{
	guarded(free) char *copy = string_copy(text);
	char *rest = copy;
	bool any = false;

	while (rest && *rest) {
		char *field = rest, *end = strstr(rest, ", ");

		if (end)
			*end = '\0';
		rest = end ? end + 2 : NULL;
		if (is_nothing(field) && (sums || any || rest))
			continue;
		fputs(any ? ", " : "", out);
		html_text(out, field);
		any = true;
	}
	if (sums)
		fputs(any ? "; all else 0" : "all 0", out);
}

static void put_cell(FILE *out, const struct cell *cell, size_t span, bool vma)
{
	enum page_says says = cell->given ? html_says(cell->text) : SAYS_UNKNOWN;
	const char *mark = cell->wrong ? " wrong" : cell->known ? " known" : "";

	if (!cell->given) {
		fprintf(out, "<td class=\"none\" colspan=\"%zu\"></td>", span);
		return;
	}
	fprintf(out, "<td class=\"%s%s\" colspan=\"%zu\">", vma ? "sum" : html_says_name(says), mark,
		span);
	if (!vma && says != SAYS_UNKNOWN && strcmp(cell->text, html_says_name(says)))
		fprintf(out, "<b>%s</b> ", html_says_name(says));
	put_fields(out, cell->text, vma && strstr(cell->text, ", "));
	fputs("</td>", out);
}

static bool row_is_of_vma(const struct step *s, const struct row *row)
{
	for (size_t i = 0; i < s->v->nr_checks; i++) {
		const struct check *c = &s->v->checks[i];

		if (!strcmp(step_of(c), s->name) && !strcmp(c->observer, row->observer) &&
		    !strcmp(own_row(c) ? own_row(c) : "", row->field ? row->field : "") &&
		    is_of_vma(c))
			return true;
	}
	return false;
}

static void put_row(FILE *out, const struct step *s, const struct row *row)
{
	bool vma = row_is_of_vma(s, row) || !s->nr_columns;

	fputs("<tr><th scope=\"row\">", out);
	html_text(out, row->observer);
	if (row->field) {
		fputs(" <small>", out);
		html_text(out, row->field);
		fputs("</small>", out);
	}
	fputs("</th>", out);
	for (size_t i = 0; i < (vma ? 1 : s->nr_columns);) {
		uint64_t at = s->nr_columns ? s->column[i] : 0;
		struct cell cell = cell_at(s, row, at);
		size_t span = 1;

		while (!vma && i + span < s->nr_columns &&
		       same_entry(s, at, s->column[i + span])) {
			struct cell next = cell_at(s, row, s->column[i + span]);
			bool same = goes_on(row, &cell, &next);

			free(next.text);
			if (!same)
				break;
			span++;
		}
		put_cell(out, &cell, vma && s->nr_columns ? s->nr_columns : span, vma);
		free(cell.text);
		i += span;
	}
	fputs("</tr>\n", out);
}

static void put_stated(FILE *out, const struct step *s)
{
	if (!s->nr_columns)
		return;
	fputs("<tr class=\"stated\"><th scope=\"row\">stated</th>", out);
	for (size_t i = 0; i < s->nr_columns;) {
		const struct stated_run *run = stated_at(s, s->column[i]);
		size_t span = 1;

		while (i + span < s->nr_columns &&
		       (run ? same_entry(s, s->column[i], s->column[i + span]) :
			      !stated_at(s, s->column[i + span])))
			span++;
		fprintf(out, "<td class=\"%s\" colspan=\"%zu\">",
			html_says_name(html_says(run ? run->kind : "nothing")), span);
		if (run) {
			html_text(out, run->level);
			fputs(" <b>", out);
			html_text(out, run->kind);
			fputs("</b>, ", out);
			html_text(out, run->class);
		} else {
			fputs("<b>nothing</b>", out);
		}
		fputs("</td>", out);
		i += span;
	}
	fputs("</tr>\n", out);
}

static void put_strips(FILE *out, const struct step *s)
{
	if (!s->nr_rows)
		return;
	fputs("<div class=\"wide\"><table class=\"strips\"><thead><tr><th></th>", out);
	for (size_t i = 0; i < s->nr_columns; i++) {
		bool gap = i && s->column[i] != s->column[i - 1] + 0x1000;

		fprintf(out, "<th scope=\"col\"%s>+0x%llx</th>", gap ? " class=\"gap\"" : "",
			(unsigned long long)s->column[i]);
	}
	if (!s->nr_columns)
		fputs("<th>whole mapping</th>", out);
	fputs("</tr></thead><tbody>\n", out);
	put_stated(out, s);
	for (size_t i = 0; i < s->nr_rows; i++)
		put_row(out, s, &s->row[i]);
	fputs("</tbody></table></div>\n", out);
	if (s->left_out)
		fputs("<p>Not all addresses and answers have room here: the records have them.</p>\n", out);
}

/* results, and calls that have no address */
static void put_plain(FILE *out, const struct step *s)
{
	bool any = false;

	for (size_t i = 0; i < s->v->nr_checks; i++) {
		const struct check *c = &s->v->checks[i];

		if (strcmp(step_of(c), s->name) || is_drawn(c))
			continue;
		fprintf(out, "%s<li class=\"%s\">", any ? "" : "<ul class=\"plain\">\n",
			c->ok ? "right" : c->issue ? "known" : "wrong");
		html_text(out, c->observer);
		fputs(c->field ? ": " : "", out);
		html_text(out, c->field ? c->field : "");
		fputs(": ", out);
		html_text(out, c->observed);
		if (!c->ok) {
			fputs(" \xe2\x89\xa0 expected ", out);
			html_text(out, c->expected);
		}
		if (c->issue) {
			fputs(" (known issue ", out);
			html_text(out, c->issue);
			fputs(")", out);
		}
		fputs("</li>\n", out);
		any = true;
	}
	fputs(any ? "</ul>\n" : "", out);
}

static bool seen_before(const struct verdict *v, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(step_of(&v->checks[j]), step_of(&v->checks[i])))
			return true;
	return false;
}

void html_picture(FILE *out, const struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		struct step s;

		if (seen_before(v, i))
			continue;
		collect(&s, v, step_of(&v->checks[i]));
		fputs("<h4>", out);
		html_text(out, *s.name ? s.name : "at the end");
		fputs("</h4>\n", out);
		put_strips(out, &s);
		put_plain(out, &s);
	}
}
