// SPDX-License-Identifier: GPL-2.0-or-later
/* Who was seen to ask, and which tests a patch concerns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/results/coverage.h"

/* the last one no run has written */
static char *callers[] = { (char *)"change_pte_range.isra.0 vm_normal_page",
			   (char *)"vm_normal_folio vm_normal_page", (char *)"change_pte_range" };
static struct stated_run stated = { .kind = (char *)"granted page", .level = (char *)"PTE" };
static struct verdict verdict = { .test = (char *)"pv-scratch.gntdev.self.map.one",
				  .stated = &stated, .nr_stated = 1,
				  .callers = { callers, 3 } };
static struct results results = { .verdicts = &verdict, .nr_verdicts = 1,
				  .run = { .kernel = (char *)"7.3.4" } };
static const struct results_set set = { &results, 1 };

static bool reached(const char *function, const char *asks, const char *seen_as)
{
	const struct caller caller = { "mm/x.c", function, asks, seen_as, NULL };
	const char *example;
	size_t nr = coverage_reached(&set, &caller, &example);

	assert_true(!nr == !example);
	return nr;
}

static void callers_by_name(void **state)
{
	(void)state;
	assert_true(reached("change_pte_range", "vm_normal_page", NULL));
	assert_true(reached("inlined", "vm_normal_page", "other change_pte_range"));
	assert_false(reached("change_pte", "vm_normal_page", NULL));
	assert_false(reached("change_pte_range", "vm_normal_page_pmd", NULL));
}

static void document_names_tests_and_holes(void **state)
{
	char *text = NULL;
	size_t size, missing;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	missing = coverage_write(&set, out);
	fclose(out);
	assert_true(missing > 0);
	assert_non_null(strstr(text, "1 tests depend on it, in pv-scratch.gntdev.self.map."));
	assert_non_null(strstr(text, "`change_pte_range()` | `vm_normal_page()` | 1 tests, such as"));
	assert_non_null(strstr(text, "`mlock_pte_range()` | `vm_normal_folio()` | **no**: not seen"));
	free(text);
}

static void data_is_complete(void **state)
{
	(void)state;
	for (const struct patch *p = coverage_patches; p->title; p++) {
		assert_non_null(p->fate);
		assert_non_null(p->pages);
	}
	for (const struct caller *c = coverage_callers; c->file; c++)
		assert_true(!strncmp(c->asks, "vm_normal_", 10) && c->function);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(callers_by_name),
		cmocka_unit_test(document_names_tests_and_holes),
		cmocka_unit_test(data_is_complete),
	};

	return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
