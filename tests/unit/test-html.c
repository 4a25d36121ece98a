// SPDX-License-Identifier: GPL-2.0-or-later
/* The HTML report: what it must show, and that no text of a kernel becomes part of its markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/text.h"
#include "lib/html/html.h"

#define HOSTILE "</td></details><script>alert(1)</script><img src=x onerror=alert(1)> \" onload=\"x\" &"

static void says(void **state)
{
	static const struct {
		const char *answer;
		enum page_says says;
	} cases[] = {
		{ "level: none", SAYS_NOTHING },
		{ "level: PMD, value: present|user|huge|special|nx, huge zero folio: yes", SAYS_ZERO },
		{ "level: PTE, value: present|user|special, zero page: no", SAYS_SPECIAL },
		{ "level: PTE, value: present|user, zero page: no, huge zero folio: no", SAYS_PAGE },
		{ "categories: PRESENT|PFNZERO|HUGE", SAYS_ZERO },
		{ "categories: FILE|PRESENT|HUGE", SAYS_FILE },
		{ "categories: none", SAYS_NOTHING },
		{ "flags: COMPOUND_TAIL|THP|ZERO_PAGE", SAYS_ZERO },
		{ "flags: MMAP|ANON", SAYS_ANON },
		{ "flags: EXCLUSIVE|PRESENT", SAYS_PAGE },
		{ "resident: no", SAYS_NOTHING },
		{ "NULL", SAYS_SPECIAL },
		{ "the page in the entry", SAYS_PAGE },
		{ "fs/dax folio", SAYS_FILE },
		{ "huge zero folio", SAYS_ZERO },
		{ "count: 0", SAYS_UNKNOWN },
		{ "status: -EFAULT", SAYS_UNKNOWN },
		/* what was expected says nothing of the page */
		{ "vm_normal_page_pmd to x: 1 of 1 calls: x <- vm_normal_page_pmd(addr=0x1, entry=0x2) = 0xffffea0004258000"
		  HTML_NOT_EXPECTED "NULL", SAYS_PAGE },
		{ "vm_normal_page_pmd to x: 1 of 1 calls: x <- vm_normal_page_pmd(addr=0x1, entry=0x2) = 0x0"
		  HTML_NOT_EXPECTED "the page in the entry", SAYS_SPECIAL },
		{ "flags: FILE" HTML_NOT_EXPECTED "ZERO_PAGE", SAYS_FILE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(html_says(cases[i].answer), cases[i].says);
}

static char *picture(const struct verdict *v)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	html_picture(out, v);
	fclose(out);
	return text;
}

static void add(struct verdict *v, const char *observer, const char *where, const char *observed,
		const char *expected, const char *field, const char *issue)
{
	verdict_add_check(v, &(struct check){ .step = "after", .observer = (char *)observer,
					      .field = (char *)field, .where = (char *)where,
					      .observed = (char *)observed,
					      .expected = (char *)(expected ? expected : observed),
					      .issue = (char *)issue, .ok = !expected });
}

static void one_cell_for_an_entry(void **state)
{
	struct verdict v = { .test = (char *)"x" };
	char *text;

	(void)state;
	verdict_add_stated(&v, &(struct stated_run){ .step = "after", .start = 0, .end = 0x200000,
						     .kind = "huge zero folio", .level = "PMD",
						     .class = "special" });
	verdict_add_stated(&v, &(struct stated_run){ .step = "after", .start = 0x200000,
						     .end = 0x202000, .kind = "zero page",
						     .level = "PTE", .class = "special" });
	add(&v, "PAGEMAP_SCAN", "+0x0 +0x100000 +0x1ff000", "categories: PFNZERO|HUGE", NULL, NULL, NULL);
	add(&v, "PAGEMAP_SCAN", "+0x200000 +0x201000", "categories: PFNZERO", NULL, NULL, NULL);
	add(&v, "pagemap", "+0x0 +0x100000 +0x1ff000", "FILE", "PRESENT", "flags", "bit-61");
	add(&v, "smaps", "vma", "Rss: 0 kB, Pss: 0 kB, Size: 2056 kB", NULL, NULL, NULL);
	add(&v, "result", NULL, "1", "0", "byte", NULL);
	text = picture(&v);
	assert_non_null(strstr(text, "<td class=\"zero\" colspan=\"3\"><b>zero</b> categories: PFNZERO|<wbr>HUGE"));
	assert_non_null(strstr(text, "<td class=\"zero\" colspan=\"1\"><b>zero</b> categories: PFNZERO</td>"
			       "<td class=\"zero\" colspan=\"1\">"));
	assert_non_null(strstr(text, "<td class=\"file known\" colspan=\"3\"><b>file</b> flags: FILE"));
	assert_non_null(strstr(text, "expected PRESENT (known issue bit-61)"));
	assert_non_null(strstr(text, "<td class=\"sum\" colspan=\"5\">Size: 2056 kB; all else 0"));
	assert_non_null(strstr(text, "<li class=\"wrong\">result: byte: 1 "));
	free(text);
	verdict_clear(&(struct verdict){ .checks = v.checks, .nr_checks = v.nr_checks,
					 .stated = v.stated, .nr_stated = v.nr_stated });
}

static void make_hostile(struct verdict *v)
{
	*v = (struct verdict){ .test = strdup(HOSTILE), .outcome = OUTCOME_FAIL,
			       .reason = strdup(HOSTILE), .description = strdup(HOSTILE) };
	verdict_add_stated(v, &(struct stated_run){ .step = HOSTILE, .start = 0, .end = ~0ull,
						    .kind = HOSTILE, .level = HOSTILE,
						    .class = HOSTILE });
	for (int i = 0; i < 200; i++) {
		char where[64];

		snprintf(where, sizeof(where), "+0x%x000 +zzz +", i);
		verdict_add_check(v, &(struct check){ .step = HOSTILE, .observer = HOSTILE,
						      .field = HOSTILE, .where = i ? where : HOSTILE,
						      .expected = HOSTILE, .observed = HOSTILE,
						      .rule = HOSTILE, .issue = i % 2 ? HOSTILE : NULL });
	}
	text_list_add(&v->entries, HOSTILE);
	text_list_add(&v->entries, "x pfn  " HOSTILE);
	text_list_add(&v->log, HOSTILE);
	text_list_add(&v->trace, HOSTILE);
}

/* however much there is to show, a browser can open it */
static void bounded(void **state)
{
	struct results r = { .run = { .kernel = (char *)"k", .label = (char *)"k" }, .nr_verdicts = 100 };
	struct results_set set = { &r, 1 };
	char *text = NULL, *line = malloc(2001);
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	memset(line, '<', 2000);
	line[2000] = '\0';
	r.verdicts = calloc(r.nr_verdicts, sizeof(*r.verdicts));
	for (size_t i = 0; i < r.nr_verdicts; i++) {
		struct verdict *v = &r.verdicts[i];

		v->outcome = i % 2 ? OUTCOME_FAIL : OUTCOME_PASS;
		if (asprintf(&v->test, "x.%03zu", i) < 0)
			abort();
		for (int j = 0; j < 100; j++)
			add(v, "smaps", "vma", line, line, "Rss", NULL);
		for (int j = 0; j < 200; j++)
			text_list_add(&v->log, line);
	}
	results_write_html(&set, out);
	fclose(out);
	assert_true(size < 64u << 20);
	assert_non_null(strstr(text, "The picture is left out"));
	assert_non_null(strstr(text, "<code>x.099</code>"));
	free(text);
	free(line);
	for (size_t i = 0; i < r.nr_verdicts; i++)
		verdict_clear(&r.verdicts[i]);
	free(r.verdicts);
}

static void hostile(void **state)
{
	struct results r = { .run = { .kernel = (char *)HOSTILE, .label = (char *)HOSTILE, .origin = (char *)HOSTILE },
			     .nr_verdicts = 1 };
	struct results_set set = { &r, 1 };
	struct verdict v;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	make_hostile(&v);
	r.verdicts = &v;
	text_list_add(&r.notes, HOSTILE);
	results_write_html(&set, out);
	fclose(out);
	assert_null(strstr(text, "<script"));
	assert_null(strstr(text, "<img"));
	assert_null(strstr(text, "\" onload="));
	assert_true(size < 2 << 20);
	assert_string_equal(text + size - strlen("</html>\n"), "</html>\n");
	free(text);
	string_list_clear(&r.notes);
	verdict_clear(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says),
		cmocka_unit_test(one_cell_for_an_entry),
		cmocka_unit_test(bounded),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
