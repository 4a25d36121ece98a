// SPDX-License-Identifier: GPL-2.0-or-later
/* The heads of mutants, and who counts as a witness. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/text.h"
#include "lib/results/witness.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/run/mutant.h"

static char directory[] = "/tmp/test-mutants-XXXXXX";

static void write_mutant(const char *name, const char *text)
{
	guarded(free) char *path = string_format("%s/%s", directory, name);
	guarded(file) FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
}

static void test_head(void **state)
{
	struct mutants mutants guarded(mutants) = { 0 };
	const struct mutant *m;

	(void)state;
	/* REUSE-IgnoreStart */
	write_mutant("one.c", "// SPDX-License-Identifier: GPL-2.0-or-later\n/*\n * mutant: a() is wrong: b\n"
			      /* REUSE-IgnoreEnd */
			      " * suite: dax\n * test: x.*\n * test: y\n * alone: first\n *\tsecond\n */\n"
			      "int not: read;\n");
	write_mutant("two.kernel", "# mutant: an old one\n# kernel: debian:x/1\n# test: z\n");
	write_mutant("mutant.h", "no: mutant\n");
	assert_null(mutants_read(&mutants, directory));
	assert_int_equal(mutants.nr, 2);
	assert_null(mutants_find(&mutants, "one", &m));
	assert_string_equal(m->description, "a() is wrong: b");
	assert_string_equal(m->suite, "dax");
	assert_int_equal(m->tests.nr, 2);
	assert_string_equal(m->alone, "first second");
	assert_null(m->kernel);
	assert_false(m->harmless);
	assert_null(mutants_find(&mutants, "two", &m));
	assert_string_equal(m->kernel, "debian:x/1");
}

static void refused(const char *name, const char *text, const char *why)
{
	guarded(free) char *path = string_format("%s/%s", directory, name);
	struct mutant m;
	guarded(error) struct error *err = NULL;

	write_mutant(name, text);
	err = mutant_read(&m, path);
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_USAGE);
	assert_non_null(strstr(err->message, why));
}

static void test_refused(void **state)
{
	(void)state;
	refused("a.c", "/*\n * mutant: x\n */\n", "has no 'test:'");
	refused("b.c", "/*\n * test: x\n */\n", "has no 'mutant:'");
	refused("c.kernel", "# mutant: x\n# test: y\n", "has no 'kernel:'");
	refused("d.c", "/*\n * mutnat: x\n */\n", "'mutnat: x' is not known");
	refused("e.c", "/*\n * a sentence\n */\n", "no 'KEY: VALUE'");
}

static void add(struct results *r, const char *test, enum outcome outcome)
{
	r->verdicts = realloc(r->verdicts, (r->nr_verdicts + 1) * sizeof(*r->verdicts));
	assert_non_null(r->verdicts);
	r->verdicts[r->nr_verdicts++] = (struct verdict){ .test = strdup(test), .outcome = outcome };
}

static void add_check(struct results *r, const char *observer, const char *field, bool ok,
		      const char *issue)
{
	verdict_add_check(&r->verdicts[r->nr_verdicts - 1],
			  &(struct check){ .observer = (char *)observer, .field = (char *)field,
					   .ok = ok, .issue = (char *)issue });
}

/* of the check that was added last */
static void set_kind(struct results *r, enum check_kind kind)
{
	struct verdict *v = &r->verdicts[r->nr_verdicts - 1];

	v->checks[v->nr_checks - 1].kind = kind;
}

static void clear(struct results *r)
{
	for (size_t i = 0; i < r->nr_verdicts; i++)
		verdict_clear(&r->verdicts[i]);
	free(r->verdicts);
}

static void test_witnesses(void **state)
{
	struct results r = { 0 };
	struct witnesses w guarded(witnesses) = { 0 };

	(void)state;
	add(&r, "a", OUTCOME_FAIL);
	add_check(&r, "smaps", "Rss", false, NULL);
	add_check(&r, "smaps", "Pss", false, NULL);
	add_check(&r, "pagemap", "flags", true, NULL);
	add_check(&r, "mincore", "resident", false, "known");
	add(&r, "b", OUTCOME_PASS);
	witnesses_of(&w, &r, false);
	assert_int_equal(w.tests.nr, 1);
	assert_int_equal(w.passed, 1);
	assert_int_equal(witnesses_count(&w), 1);
	assert_false(witnesses_agree(&w));
	witnesses_clear(&w);
	/* what smaps made the kernel answer is the trace's */
	add_check(&r, "smaps", "vm_normal_page to smaps_pte_range", false, NULL);
	set_kind(&r, CHECK_TRACE);
	add_check(&r, "move_pages", "do_pages_stat", false, NULL);
	set_kind(&r, CHECK_TRACE);
	r.verdicts[1].outcome = OUTCOME_FAIL;
	add_check(&r, "smaps", "Rss", false, NULL);
	witnesses_of(&w, &r, false);
	assert_true(w.trace);
	assert_int_equal(witnesses_count(&w), 2);
	assert_true(witnesses_agree(&w));
	clear(&r);
}

static void test_strict(void **state)
{
	struct results r = { 0 };
	struct witnesses w guarded(witnesses) = { 0 };

	(void)state;
	add(&r, "a", OUTCOME_XFAIL);
	add_check(&r, "smaps", "Rss", false, "known");
	add_check(&r, "model", "class", false, "known");
	set_kind(&r, CHECK_MODEL);
	add_check(&r, "entry", "value", false, "known");
	witnesses_of(&w, &r, false);
	assert_int_equal(witnesses_count(&w), 0);
	witnesses_clear(&w);
	witnesses_of(&w, &r, true);
	assert_int_equal(witnesses_count(&w), 2);
	clear(&r);
}

static void test_endings(void **state)
{
	struct results r = { 0 };
	struct witnesses w guarded(witnesses) = { 0 };

	(void)state;
	add(&r, "a", OUTCOME_TIMEOUT);
	add(&r, "b", OUTCOME_SKIP);
	witnesses_of(&w, &r, false);
	assert_int_equal(witnesses_count(&w), 1);
	assert_int_equal(w.passed, 0);
	witnesses_clear(&w);
	text_list_add(&r.verdicts[0].log, "BUG: Bad rss-counter state mm:1 type:MM_FILEPAGES val:1");
	witnesses_of(&w, &r, false);
	assert_true(witnesses_agree(&w));
	witnesses_clear(&w);
	string_list_clear(&r.verdicts[0].log);
	r.verdicts[0].outcome = OUTCOME_ABORT;
	witnesses_of(&w, &r, false);
	assert_true(w.crashed);
	assert_true(witnesses_agree(&w));
	clear(&r);
}

static int teardown(void **state)
{
	(void)state;
	cache_discard(directory);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head),	  cmocka_unit_test(test_refused),
		cmocka_unit_test(test_witnesses), cmocka_unit_test(test_strict),
		cmocka_unit_test(test_endings),
	};

	return cmocka_run_group_tests_name("mutants", tests, setup, teardown);
}
