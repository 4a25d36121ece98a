// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/html/html.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"

/* what a browser still takes with ease; what passed is left out first */
#define DETAILS_MAX (24u << 20)
#define ATTENTION_MAX (2 * DETAILS_MAX)
/* of one test on one kernel; the largest seen has 40 KiB */
#define PICTURE_MAX (1u << 20)

/* the style sheet, as it is in the source tree */
extern const char style_start[], style_end[];
__asm__(".pushsection .rodata\n"
	".global style_start, style_end\n"
	"style_start: .incbin \"lib/html/html.css\"\n"
	"style_end:\n"
	".popsection\n");

/**
 * struct page - the document in the making
 * @tests: names of all tests, sorted
 * @drawn: bytes of pictures and logs so far
 */
struct page {
	FILE *out;
	const struct results_set *set;
	struct string_list tests;
	size_t drawn;
};

static const char *const symbols[NR_OUTCOMES] = {
	[OUTCOME_PASS] = "\xe2\x9c\x93", [OUTCOME_FAIL] = "\xe2\x9c\x97",
	[OUTCOME_SKIP] = "\xe2\x80\x93", [OUTCOME_XFAIL] = "~",
	[OUTCOME_ERROR] = "!", [OUTCOME_TIMEOUT] = "\xe2\x9c\x97",
	[OUTCOME_ABORT] = "\xe2\x9c\x97",
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void collect_tests(struct page *p)
{
	struct string_list *t = &p->tests;
	size_t kept = 0;

	for (size_t i = 0; i < p->set->nr; i++)
		for (size_t j = 0; j < p->set->results[i].nr_verdicts; j++)
			text_list_add(t, p->set->results[i].verdicts[j].test);
	if (t->nr)
		qsort(t->item, t->nr, sizeof(*t->item), by_text);
	for (size_t i = 0; i < t->nr; i++) {
		if (kept && !strcmp(t->item[kept - 1], t->item[i]))
			free(t->item[i]);
		else
			t->item[kept++] = t->item[i];
	}
	t->nr = kept;
}

static void put_element(FILE *out, const char *element, const char *text)
{
	fprintf(out, "<%s>", element);
	html_text(out, text ? text : "");
	fprintf(out, "</%s>", element);
}

static void put_head(const struct page *p)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>normalpage", p->out);
	for (size_t i = 0; i < p->set->nr && i < 4; i++) {
		fputs(i ? ", " : ": Linux ", p->out);
		html_text(p->out, p->set->results[i].run.kernel);
	}
	if (p->set->nr > 4)
		fprintf(p->out, " and %zu more", p->set->nr - 4);
	fputs("</title>\n<style>\n", p->out);
	fwrite(style_start, 1, (size_t)(style_end - style_start), p->out);
	fputs("</style></head>\n<body>\n<header><h1>normalpage</h1>\n"
	      "<p>Does this kernel still tell its pages apart?</p></header>\n<main>\n", p->out);
}

static void put_badge(FILE *out, enum outcome outcome)
{
	fprintf(out, "<span class=\"badge %s\">%s %s</span>", outcome_name(outcome),
		symbols[outcome], outcome_name(outcome));
}

static void put_counts(FILE *out, const struct results *r)
{
	unsigned int count[NR_OUTCOMES] = { 0 };

	for (size_t i = 0; i < r->nr_verdicts; i++)
		count[r->verdicts[i].outcome]++;
	for (int i = 0; i < NR_OUTCOMES; i++) {
		if (!count[i])
			continue;
		fprintf(out, "%u ", count[i]);
		put_badge(out, i);
		fputc(' ', out);
	}
}

static void put_runs(const struct page *p)
{
	fputs("<section><h2>Kernels</h2>\n<div class=\"wide\"><table class=\"runs\"><thead><tr><th>Linux</th>"
	      "<th>from</th><th>Xen</th><th>accelerator</th><th>started</th><th>verdicts</th></tr>"
	      "</thead><tbody>\n", p->out);
	for (size_t i = 0; i < p->set->nr; i++) {
		const struct results *r = &p->set->results[i];
		guarded(free) char *accel = run_info_accel(&r->run);

		fputs("<tr>", p->out);
		put_element(p->out, "th", r->run.label);
		put_element(p->out, "td", r->run.origin);
		put_element(p->out, "td", r->run.xen);
		put_element(p->out, "td", accel);
		put_element(p->out, "td", r->run.started);
		fputs("<td>", p->out);
		put_counts(p->out, r);
		fputs(r->complete ? "</td></tr>\n" : "<strong>incomplete</strong></td></tr>\n",
		      p->out);
	}
	fputs("</tbody></table></div></section>\n", p->out);
}

/* length of "fsdax.ext4.hole" in "fsdax.ext4.hole.read-pmd" */
static size_t group_length(const char *test)
{
	const char *dot = strrchr(test, '.');

	return dot ? (size_t)(dot - test) : 0;
}

static void put_group(const struct page *p, size_t i)
{
	const char *test = p->tests.item[i];
	size_t len = group_length(test);
	guarded(free) char *group = string_copy_n(test, len);

	if (i && group_length(p->tests.item[i - 1]) == len &&
	    !strncmp(p->tests.item[i - 1], test, len))
		return;
	fprintf(p->out, "<tr class=\"group\"><th colspan=\"%zu\" scope=\"rowgroup\">", p->set->nr + 1);
	html_text(p->out, group);
	fputs("</th></tr>\n", p->out);
}

static void put_matrix_row(const struct page *p, size_t i)
{
	const char *test = p->tests.item[i];
	size_t len = group_length(test);

	put_group(p, i);
	fprintf(p->out, "<tr><th scope=\"row\"><a href=\"#t%zu\">", i);
	html_text(p->out, test + len + (len ? 1 : 0));
	fputs("</a></th>", p->out);
	for (size_t j = 0; j < p->set->nr; j++) {
		const struct verdict *v = results_find(&p->set->results[j], test);

		if (!v)
			fputs("<td class=\"absent\">not there</td>", p->out);
		else
			fprintf(p->out, "<td class=\"%s\"><a href=\"#t%zu\">%s %s</a></td>",
				outcome_name(v->outcome), i, symbols[v->outcome],
				outcome_name(v->outcome));
	}
	fputs("</tr>\n", p->out);
}

static void put_matrix(const struct page *p)
{
	fputs("<section><h2>Scenarios and kernels</h2>\n<p class=\"legend\">", p->out);
	for (int i = 0; i < NR_OUTCOMES; i++)
		put_badge(p->out, i);
	fputs(" xfail: only known issues of this kernel</p>\n"
	      "<div class=\"wide\"><table class=\"matrix\"><thead><tr><th>scenario</th>", p->out);
	for (size_t i = 0; i < p->set->nr; i++)
		put_element(p->out, "th", p->set->results[i].run.label);
	fputs("</tr></thead><tbody>\n", p->out);
	for (size_t i = 0; i < p->tests.nr; i++)
		put_matrix_row(p, i);
	fputs("</tbody></table></div></section>\n", p->out);
}

static void put_folded(FILE *out, const char *title, const struct string_list *lines)
{
	if (!lines->nr)
		return;
	fprintf(out, "<details><summary>%s (%zu lines)</summary><pre>", title, lines->nr);
	for (size_t i = 0; i < lines->nr; i++) {
		html_text(out, lines->item[i]);
		fputc('\n', out);
	}
	fputs("</pre></details>\n", out);
}

/* "after the read, +0x0: PMD 80000000082002a5 pfn 0x8200 present user" */
static void put_raw_entry(FILE *out, const char *line)
{
	guarded(free) char *text = string_copy(line);
	char *pfn = strstr(text, " pfn "), *bits = pfn ? strchr(pfn + 5, ' ') : NULL;

	if (!bits) {
		put_element(out, "li", text);
		return;
	}
	*pfn = *bits = '\0';
	fputs("<li><details><summary><code>", out);
	html_text(out, text);
	fputs("</code></summary>frame <code>", out);
	html_text(out, pfn + 5);
	fputs("</code>, bits:", out);
	for (char *word, *rest = bits + 1; (word = strsep(&rest, " "));) {
		fprintf(out, " <span class=\"bit%s\">", strcmp(word, "special") ? "" : " special");
		html_text(out, word);
		fputs("</span>", out);
	}
	fputs("</details></li>\n", out);
}

static void put_raw_entries(FILE *out, const struct verdict *v)
{
	if (!v->entries.nr)
		return;
	fputs("<p class=\"what\">raw entries, decoded when selected</p><ul class=\"raw\">\n", out);
	for (size_t i = 0; i < v->entries.nr; i++)
		put_raw_entry(out, v->entries.item[i]);
	fputs("</ul>\n", out);
}

static void draw_run_of_test(FILE *out, const struct results *r, const struct verdict *v)
{
	fputs("<section class=\"run\"><h3>", out);
	html_text(out, r->run.label);
	fputc(' ', out);
	put_badge(out, v->outcome);
	fputs("</h3>\n", out);
	if (v->reason) {
		fputs("<p class=\"reason\">", out);
		html_text(out, v->reason);
		fputs("</p>\n", out);
	}
	put_raw_entries(out, v);
	put_folded(out, "kernel log", &v->log);
	put_folded(out, "trace", &v->trace);
	fputs("</section>\n", out);
}

static void put_run_of_test(struct page *p, const struct results *r, const struct verdict *v)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	draw_run_of_test(out, r, v);
	fclose(out);
	fwrite(text, 1, size, p->out);
	p->drawn += size;
	free(text);
}

static void put_verdict_of_run(const struct page *p, size_t run, const char *test)
{
	html_text(p->out, p->set->results[run].run.label);
	fputc(' ', p->out);
	put_badge(p->out, results_find(&p->set->results[run], test)->outcome);
}

/* drawn once for all kernels on which it looks the same */
static void put_pictures(struct page *p, const char *test)
{
	char **pictures = calloc(p->set->nr, sizeof(*pictures));
	size_t size;

	if (!pictures)
		abort();
	for (size_t i = 0; i < p->set->nr; i++) {
		const struct verdict *v = results_find(&p->set->results[i], test);
		FILE *f;

		if (!v || !v->nr_checks)
			continue;
		f = open_memstream(&pictures[i], &size);
		if (!f)
			abort();
		html_picture(f, v);
		fclose(f);
		if (size > PICTURE_MAX)
			strcpy(pictures[i], "<p>The picture is left out: it is too large.</p>\n");
	}
	for (size_t i = 0; i < p->set->nr; i++) {
		if (!pictures[i])
			continue;
		fputs("<section class=\"picture\"><h3>", p->out);
		put_verdict_of_run(p, i, test);
		for (size_t j = i + 1; j < p->set->nr; j++) {
			if (!pictures[j] || strcmp(pictures[i], pictures[j]))
				continue;
			put_verdict_of_run(p, j, test);
			free(take(pictures[j]));
		}
		fputs("</h3>\n", p->out);
		p->drawn += strlen(pictures[i]);
		fputs(pictures[i], p->out);
		fputs("</section>\n", p->out);
		free(pictures[i]);
	}
	free(pictures);
}

static bool needs_attention(const struct page *p, const char *test)
{
	for (size_t i = 0; i < p->set->nr; i++) {
		const struct verdict *v = results_find(&p->set->results[i], test);

		if (v && v->outcome != OUTCOME_PASS && v->outcome != OUTCOME_SKIP &&
		    v->outcome != OUTCOME_XFAIL)
			return true;
	}
	return false;
}

static const char *description_of(const struct page *p, const char *test)
{
	for (size_t i = 0; i < p->set->nr; i++) {
		const struct verdict *v = results_find(&p->set->results[i], test);

		if (v && v->description)
			return v->description;
	}
	return "";
}

static void put_test(struct page *p, size_t index)
{
	const char *test = p->tests.item[index];
	bool room = p->drawn < (needs_attention(p, test) ? ATTENTION_MAX : DETAILS_MAX);

	fputs("<details class=\"test\"><summary><code>", p->out);
	html_text(p->out, test);
	fputs("</code> ", p->out);
	for (size_t i = 0; i < p->set->nr; i++) {
		const struct verdict *v = results_find(&p->set->results[i], test);

		if (v)
			put_badge(p->out, v->outcome);
	}
	fprintf(p->out, "</summary>\n<div id=\"t%zu\" class=\"body\">", index);
	put_element(p->out, "p", description_of(p, test));
	if (room)
		put_pictures(p, test);
	else
		fputs("<p>The picture is left out, as this file would get too large: report fewer "
		      "results.</p>\n", p->out);
	fputs("<div class=\"runs-of-test\">\n", p->out);
	for (size_t i = 0; i < p->set->nr; i++) {
		const struct verdict *v = results_find(&p->set->results[i], test);

		if (v && room)
			put_run_of_test(p, &p->set->results[i], v);
	}
	fputs("</div></div></details>\n", p->out);
}

static void put_legend(const struct page *p)
{
	fputs("<p class=\"legend\">A row is an observer, a column an address from the mapping's start, a "
	      "cell a page table entry, coloured by what the observer says of it: ", p->out);
	for (int i = 1; i < NR_SAYS; i++)
		fprintf(p->out, "<span class=\"key %s\">%s</span> ", html_says_name(i),
			html_says_name(i));
	fputs("<span class=\"key wrong\">\xe2\x89\xa0 disagrees</span> "
	      "<span class=\"key known\">\xe2\x89\xa0 known issue</span></p>\n", p->out);
}

void results_write_html(const struct results_set *set, FILE *out)
{
	struct page p = { .out = out, .set = set };

	collect_tests(&p);
	put_head(&p);
	put_runs(&p);
	put_matrix(&p);
	fputs("<section><h2>What was seen</h2>\n", out);
	put_legend(&p);
	for (size_t i = 0; i < p.tests.nr; i++)
		put_test(&p, i);
	fputs("</section>\n", out);
	for (size_t i = 0; i < set->nr; i++)
		put_folded(out, "notes of the run", &set->results[i].notes);
	fputs("</main>\n</body></html>\n", out);
	string_list_clear(&p.tests);
}
