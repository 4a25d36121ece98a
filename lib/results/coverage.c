// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/coverage.h"

#include <string.h>

#include "lib/base/text.h"

#define SHOWN_GROUPS 12

static bool asks(const struct verdict *v, const char *symbol, size_t length, const char *function)
{
	for (size_t i = 0; i < v->callers.nr; i++) {
		const char *line = v->callers.item[i], *asked = strrchr(line, ' ');

		/* the compiler's suffixes (.isra.0) are no other function */
		if (asked && !strncmp(line, symbol, length) && strchr(" .", line[length]) &&
		    !strcmp(asked + 1, function))
			return true;
	}
	return false;
}

static bool saw_caller(const struct verdict *v, const struct caller *caller)
{
	const char *symbol = caller->seen_as;

	if (asks(v, caller->function, strlen(caller->function), caller->asks))
		return true;
	while (symbol && *symbol) {
		size_t length = strcspn(symbol, " ");

		if (asks(v, symbol, length, caller->asks))
			return true;
		symbol += length + strspn(symbol + length, " ");
	}
	return false;
}

size_t coverage_reached(const struct results_set *set, const struct caller *caller,
			const char **example)
{
	size_t nr = 0;

	*example = NULL;
	for (size_t i = 0; i < set->nr; i++)
		for (size_t j = 0; j < set->results[i].nr_verdicts; j++) {
			const struct verdict *v = &set->results[i].verdicts[j];

			if (saw_caller(v, caller) && !nr++)
				*example = v->test;
		}
	return nr;
}

static bool family_is(const char *test, const char *family)
{
	size_t length = strlen(family);
	const char *at = strstr(test, family);

	/* a machine's name may stand before it */
	return at && (at == test || at[-1] == '.') && at[length] == '.';
}

static bool states(const struct verdict *v, const struct page_match *pages)
{
	for (; pages->kind; pages++) {
		if (pages->family && !family_is(v->test, pages->family))
			continue;
		for (size_t i = 0; i < v->nr_stated; i++)
			if (!strcmp(v->stated[i].kind, pages->kind) &&
			    (!pages->level || !strcmp(v->stated[i].level, pages->level)))
				return true;
	}
	return false;
}

/* all parts of the name but the last: "fsdax.ext4.hole" */
static void add_group(struct string_list *groups, const char *test)
{
	char group[256];

	snprintf(group, sizeof(group), "%.*s", (int)(strrchr(test, '.') - test), test);
	text_list_add_once(groups, group);
}

static void write_list(const struct string_list *lines, size_t most, FILE *out)
{
	for (size_t i = 0; i < lines->nr && i < most; i++)
		fprintf(out, "%s%s", i ? ", " : "", lines->item[i]);
	if (lines->nr > most)
		fprintf(out, ", and %zu more", lines->nr - most);
}

static void write_patch(const struct results_set *set, const struct patch *patch, FILE *out)
{
	struct string_list groups = { 0 }, observers = { 0 };
	size_t nr = 0;

	for (size_t i = 0; i < set->nr; i++)
		for (size_t j = 0; j < set->results[i].nr_verdicts; j++) {
			const struct verdict *v = &set->results[i].verdicts[j];

			if (!states(v, patch->pages))
				continue;
			nr++;
			add_group(&groups, v->test);
			for (size_t c = 0; c < v->nr_checks; c++)
				if (v->checks[c].kind != CHECK_RESULT)
					text_list_add_once(&observers, v->checks[c].observer);
		}
	fprintf(out, "### %s\n\n%s.\n", patch->title, patch->fate);
	if (nr) {
		fprintf(out, "\n%zu tests depend on it, in ", nr);
		write_list(&groups, SHOWN_GROUPS, out);
		fputs(".\nAsked there: ", out);
		write_list(&observers, 99, out);
		fputs(".\n", out);
	}
	fputc('\n', out);
	string_list_clear(&groups);
	string_list_clear(&observers);
}

/* true unless it should have been reached and was not */
static bool write_caller(const struct results_set *set, const struct caller *caller, FILE *out)
{
	const char *example;
	size_t nr = coverage_reached(set, caller, &example);

	fprintf(out, "| %s | `%s()` | `%s()` | ", caller->file, caller->function, caller->asks);
	if (nr)
		fprintf(out, "%zu tests, such as %s |\n", nr, example);
	else
		fprintf(out, "**no**: %s |\n", caller->unreached ? caller->unreached : "not seen");
	return nr || caller->unreached;
}

static void write_sources(const struct results_set *set, FILE *out)
{
	fputs("From the results of:\n\n", out);
	for (size_t i = 0; i < set->nr; i++) {
		guarded(free) char *title = run_info_title(&set->results[i].run);

		fprintf(out, "- %s: %zu tests\n", title, set->results[i].nr_verdicts - set->results[i].nr_known);
	}
}

size_t coverage_write(const struct results_set *set, FILE *out)
{
	size_t missing = 0;

	fputs("<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
	      "<!-- Written by 'normalpage list --coverage RESULT...'. -->\n"
	      "# Coverage\n\n", out);
	write_sources(set, out);
	fputs("\n## The series, patch by patch\n\n"
	      "\"mm: vm_normal_page*() + CoW PFNMAP improvements\", as it was proposed. A test depends on a\n"
	      "patch if it states a page that the patch decides about.\n\n", out);
	for (const struct patch *p = coverage_patches; p->title; p++)
		write_patch(set, p, out);
	fputs("## Who asks\n\n"
	      "Every caller of `vm_normal_page*()` and `vm_normal_folio*()` in the source of Linux 7.3 for\n"
	      "x86-64, and whether the trace of a test saw it ask. A caller that the compiler put into\n"
	      "another function is seen as that one.\n\n"
	      "| file | function | asks | seen |\n|---|---|---|---|\n", out);
	for (const struct caller *c = coverage_callers; c->file; c++)
		missing += !write_caller(set, c, out);
	return missing;
}
