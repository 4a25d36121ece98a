// SPDX-License-Identifier: GPL-2.0-or-later
/* What counts as a change between two runs, and what differs between any two boots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/text.h"
#include "lib/results/compare.h"
#include "lib/results/statement.h"

/** struct pair - a run with the test "x.y" before and after, and what became of it */
struct pair {
	struct results old, new;
	struct comparison_result c;
};

static void init(struct pair *p, enum outcome old, enum outcome new)
{
	struct results *r[] = { &p->old, &p->new };
	enum outcome outcomes[] = { old, new };

	*p = (struct pair){ 0 };
	for (int i = 0; i < 2; i++) {
		r[i]->complete = true;
		r[i]->verdicts = calloc(1, sizeof(struct verdict));
		r[i]->nr_verdicts = 1;
		r[i]->verdicts[0] = (struct verdict){ .test = strdup("x.y"), .outcome = outcomes[i] };
		verdict_add_stated(r[i]->verdicts, &(struct stated_run){
			.step = "after", .start = 0, .end = 0x200000, .kind = "huge zero folio",
			.level = "PMD", .class = "special" });
	}
}

static void say(struct verdict *v, const char *observer, const char *field, const char *where,
		const char *observed, bool ok, const char *issue)
{
	verdict_add_check(v, &(struct check){ .step = "after", .observer = (char *)observer,
					      .field = (char *)field, .where = (char *)where,
					      .expected = (char *)(ok ? observed : "other"),
					      .observed = (char *)observed, .ok = ok,
					      .issue = (char *)issue });
}

static void compare(struct pair *p)
{
	results_compare(&p->c, &p->old, &p->new, false);
}

static void deinit(struct pair *p)
{
	comparison_result_clear(&p->c);
	verdict_clear(p->old.verdicts);
	verdict_clear(p->new.verdicts);
	free(p->old.verdicts);
	free(p->new.verdicts);
}

static void outcomes(void **state)
{
	static const struct {
		enum outcome old, new;
		enum change_kind kind;
		int status;
	} cases[] = {
		{ OUTCOME_PASS, OUTCOME_FAIL, CHANGE_REGRESSION, 1 },
		{ OUTCOME_PASS, OUTCOME_TIMEOUT, CHANGE_REGRESSION, 1 },
		{ OUTCOME_PASS, OUTCOME_ABORT, CHANGE_REGRESSION, 1 },
		{ OUTCOME_XFAIL, OUTCOME_FAIL, CHANGE_REGRESSION, 1 },
		{ OUTCOME_PASS, OUTCOME_XFAIL, CHANGE_KNOWN_ISSUE, 0 },
		{ OUTCOME_PASS, OUTCOME_ERROR, CHANGE_NOT_RUN, 2 },
		{ OUTCOME_PASS, OUTCOME_SKIP, CHANGE_OTHER, 0 },
		{ OUTCOME_SKIP, OUTCOME_FAIL, CHANGE_REGRESSION, 1 },
		{ OUTCOME_FAIL, OUTCOME_PASS, CHANGE_IMPROVED, 0 },
		{ OUTCOME_XFAIL, OUTCOME_PASS, CHANGE_IMPROVED, 0 },
		{ OUTCOME_FAIL, OUTCOME_XFAIL, CHANGE_IMPROVED, 0 },
	};
	struct pair p;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		init(&p, cases[i].old, cases[i].new);
		compare(&p);
		assert_int_equal(p.c.nr_changes, 1);
		assert_int_equal(p.c.changes[0].kind, cases[i].kind);
		assert_int_equal(comparison_status(&p.c), cases[i].status);
		deinit(&p);
	}
	init(&p, OUTCOME_PASS, OUTCOME_PASS);
	compare(&p);
	assert_int_equal(p.c.nr_changes, 0);
	assert_int_equal(p.c.same, 1);
	assert_int_equal(comparison_status(&p.c), 0);
	p.new.complete = false;
	assert_int_equal(comparison_status(&p.c), 2);
	deinit(&p);
}

static void strict(void **state)
{
	struct pair p;

	(void)state;
	init(&p, OUTCOME_PASS, OUTCOME_XFAIL);
	results_compare(&p.c, &p.old, &p.new, true);
	assert_int_equal(comparison_status(&p.c), 1);
	deinit(&p);
	init(&p, OUTCOME_XFAIL, OUTCOME_FAIL);
	results_compare(&p.c, &p.old, &p.new, true);
	assert_int_equal(p.c.nr_changes, 0);
	deinit(&p);
}

static void appeared_and_disappeared(void **state)
{
	struct pair p;

	(void)state;
	init(&p, OUTCOME_PASS, OUTCOME_FAIL);
	strcpy(p.new.verdicts[0].test, "x.z");
	compare(&p);
	assert_int_equal(comparison_count(&p.c, CHANGE_APPEARED), 1);
	assert_int_equal(comparison_count(&p.c, CHANGE_DISAPPEARED), 1);
	assert_int_equal(comparison_status(&p.c), 0);
	deinit(&p);
}

/* the same facts, grouped differently, at other addresses of the machine */
static void what_differs_from_boot_to_boot(void **state)
{
	struct pair p;

	(void)state;
	init(&p, OUTCOME_PASS, OUTCOME_PASS);
	say(p.old.verdicts, "smaps", NULL, "vma", "Rss: 0 kB, Pss: 0 kB", true, NULL);
	say(p.new.verdicts, "smaps", "Pss", "vma", "0 kB", true, NULL);
	say(p.new.verdicts, "smaps", "Rss", "vma", "0 kB", true, NULL);
	say(p.old.verdicts, "mincore", NULL, "+0x0 +0x1000", "resident: yes", true, NULL);
	say(p.new.verdicts, "mincore", NULL, "+0x1000", "resident: yes", true, NULL);
	say(p.new.verdicts, "mincore", NULL, "+0x0", "resident: yes", true, NULL);
	say(p.old.verdicts, "x", "page", "+0x0", "at 0xffffea0000208000", true, NULL);
	say(p.new.verdicts, "x", "page", "+0x0", "at 0xffffea00001f0000", true, NULL);
	say(p.old.verdicts, "x", "vm_normal_page to follow.isra.0.part.1", "+0x0", "NULL", true, NULL);
	say(p.new.verdicts, "x", "vm_normal_page to follow", "+0x0", "NULL", true, NULL);
	/* called once or twice */
	say(p.new.verdicts, "x", "page", "+0x0", "at 0xffffea00001f0000", true, NULL);
	text_list_add(&p.old.verdicts->entries, "after, +0x0: PMD 80000000082002a5 pfn 0x8200 user nx");
	text_list_add(&p.new.verdicts->entries, "after, +0x0: PMD 8000000007c002a5 pfn 0x7c00 user nx");
	compare(&p);
	assert_int_equal(p.c.nr_evidence, 0);
	assert_int_equal(p.c.same, 1);
	deinit(&p);
}

static void a_walker_that_answers_differently(void **state)
{
	struct pair p;
	const struct evidence_change *e;

	(void)state;
	init(&p, OUTCOME_XFAIL, OUTCOME_PASS);
	say(p.old.verdicts, "pagemap", "flags", "+0x0 +0x1000", "FILE|PRESENT", false, "bit-61");
	say(p.new.verdicts, "pagemap", NULL, "+0x0 +0x1000", "flags: PRESENT", true, NULL);
	compare(&p);
	assert_int_equal(p.c.nr_evidence, 1);
	e = &p.c.evidence[0];
	assert_string_equal(e->observer, "pagemap");
	assert_string_equal(e->field, "flags");
	assert_string_equal(e->page, "huge zero folio, PMD");
	assert_string_equal(e->old, "FILE|PRESENT");
	assert_string_equal(e->new, "PRESENT");
	assert_string_equal(e->issue, "bit-61");
	assert_int_equal(e->judgement, EVIDENCE_KNOWN_ISSUE);
	assert_int_equal(e->places, 2);
	assert_int_equal(e->tests.nr, 1);
	deinit(&p);
}

static void judgements(void **state)
{
	static const struct {
		bool old, new;
		enum evidence_judgement want;
	} cases[] = {
		{ true, true, EVIDENCE_EXPECTED },
		{ true, false, EVIDENCE_WRONG },
		{ false, true, EVIDENCE_WRONG },
	};
	struct pair p;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		init(&p, OUTCOME_PASS, OUTCOME_PASS);
		say(p.old.verdicts, "smaps", "Rss", "vma", "0 kB", cases[i].old, NULL);
		say(p.new.verdicts, "smaps", "Rss", "vma", "2048 kB", cases[i].new, NULL);
		compare(&p);
		assert_int_equal(p.c.nr_evidence, 1);
		assert_int_equal(p.c.evidence[0].judgement, cases[i].want);
		assert_string_equal(p.c.evidence[0].page, "");
		deinit(&p);
	}
}

static void an_observer_that_appeared(void **state)
{
	struct pair p;

	(void)state;
	init(&p, OUTCOME_PASS, OUTCOME_PASS);
	say(p.old.verdicts, "mincore", NULL, "+0x0", "resident: yes", true, NULL);
	say(p.new.verdicts, "mincore", NULL, "+0x0", "resident: yes", true, NULL);
	say(p.new.verdicts, "PAGEMAP_SCAN", NULL, "+0x0", "categories: PRESENT", true, NULL);
	compare(&p);
	assert_int_equal(p.c.nr_evidence, 1);
	assert_null(p.c.evidence[0].old);
	assert_string_equal(p.c.evidence[0].new, "PRESENT");
	deinit(&p);
}

/* a bit that is expected is reported once, one without an expectation is reported with the raw entry */
static void another_bit_in_the_entry(void **state)
{
	struct pair p;

	(void)state;
	init(&p, OUTCOME_PASS, OUTCOME_PASS);
	say(p.old.verdicts, "entry", NULL, "+0x0", "level: PMD, value: user|nx", true, NULL);
	say(p.new.verdicts, "entry", NULL, "+0x0", "level: PMD, value: user|special|nx", true, NULL);
	text_list_add(&p.old.verdicts->entries, "after, +0x0: PMD 800a5 pfn 0x8200 user nx");
	text_list_add(&p.new.verdicts->entries, "after, +0x0: PMD 802a5 pfn 0x8200 user special nx");
	compare(&p);
	assert_int_equal(p.c.nr_evidence, 1);
	assert_string_equal(p.c.evidence[0].observer, "entry");
	assert_string_equal(p.c.evidence[0].new, "user|special|nx");
	comparison_result_clear(&p.c);
	string_list_clear(&p.new.verdicts->entries);
	text_list_add(&p.new.verdicts->entries, "after, +0x0: PMD 802a5 pfn 0x8200 user special devmap nx");
	compare(&p);
	assert_int_equal(p.c.nr_evidence, 2);
	assert_string_equal(p.c.evidence[0].observer, RAW_ENTRY);
	assert_int_equal(p.c.evidence[0].judgement, EVIDENCE_NOT_JUDGED);
	deinit(&p);
}

static void documents(void **state)
{
	struct pair p;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	init(&p, OUTCOME_PASS, OUTCOME_FAIL);
	p.new.verdicts[0].reason = strdup("smaps is wrong");
	say(p.old.verdicts, "smaps", "Rss", "vma", "0 kB", true, NULL);
	say(p.new.verdicts, "smaps", "Rss", "vma", "4 kB", false, NULL);
	compare(&p);
	comparison_write_human(&p.c, out);
	comparison_write_json(&p.c, out);
	fclose(out);
	assert_non_null(strstr(text, "1 did not fail, and now fails:\n  x.y "));
	assert_non_null(strstr(text, "pass -> fail: smaps is wrong\n"));
	assert_non_null(strstr(text, "smaps: Rss\n      0 kB\n   -> 4 kB\n      wrong on one"));
	assert_non_null(strstr(text, "{\"record\":\"change\",\"test\":\"x.y\",\"kind\":\"regression\""));
	assert_non_null(strstr(text, "\"old\":\"0 kB\",\"new\":\"4 kB\",\"judgement\":\"wrong\""));
	free(text);
	deinit(&p);
}

/* many differences, each of its own, and one that is everywhere */
static void many_changes(void **state)
{
	enum { NR = 20000 };
	struct results old = { .complete = true }, new = { .complete = true };
	struct results *both[] = { &old, &new };
	struct comparison_result c;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		both[k]->verdicts = calloc(NR, sizeof(struct verdict));
		both[k]->nr_verdicts = NR;
		for (size_t i = 0; i < NR; i++) {
			struct verdict *v = &both[k]->verdicts[i];
			char text[32];

			assert_true(asprintf(&v->test, "x.%05zu", i) > 0);
			/* longer numbers are taken for addresses */
			snprintf(text, sizeof(text), "%zu.%zu.%zu kB", i / 1000, i % 1000, k);
			say(v, "smaps", "Rss", "vma", text, true, NULL);
			say(v, "mincore", "resident", "vma", k ? "yes" : "no", true, NULL);
			say(v, "numa_maps", "anon", "vma", "0", true, NULL);
		}
	}
	results_compare(&c, &old, &new, false);
	assert_int_equal(c.nr_evidence, NR + 1);
	assert_int_equal(c.nr_changes, 0);
	assert_int_equal(c.same, 0);
	assert_string_equal(c.evidence[0].observer, "mincore");
	assert_int_equal(c.evidence[0].places, NR);
	assert_int_equal(c.evidence[0].tests.nr, NR);
	for (size_t i = 1; i < c.nr_evidence; i++) {
		assert_string_equal(c.evidence[i].observer, "smaps");
		assert_int_equal(c.evidence[i].tests.nr, 1);
	}
	comparison_result_clear(&c);
	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < NR; i++)
			verdict_clear(&both[k]->verdicts[i]);
		free(both[k]->verdicts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes),
		cmocka_unit_test(strict),
		cmocka_unit_test(appeared_and_disappeared),
		cmocka_unit_test(what_differs_from_boot_to_boot),
		cmocka_unit_test(a_walker_that_answers_differently),
		cmocka_unit_test(judgements),
		cmocka_unit_test(an_observer_that_appeared),
		cmocka_unit_test(another_bit_in_the_entry),
		cmocka_unit_test(documents),
		cmocka_unit_test(many_changes),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
