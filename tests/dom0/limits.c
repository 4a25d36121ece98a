// SPDX-License-Identifier: GPL-2.0-or-later
/* xentest in a control domain: what it says that it would change, and what it may take. */
#include <string.h>

#include "lib/harness/scenario.h"
#include "tests/kill/dom0.h"
#include "tests/privileges/run_as.h"

#define NOTHING_TO_TEST 4
#define RULE "docs/man/xentest.8.in"

static char said[65536];

static int run(const char *const *argv)
{
	return run_as(&(struct less){ 0 }, argv, said, sizeof(said));
}

static void expect_said(struct scenario *s, const char *step, const char *words)
{
	expect_result(s, step, words, 1, strstr(said, words) != NULL, RULE);
}

static void dry_run(struct scenario *s)
{
	static const char step[] = "with --dry-run";
	struct snapshot before, after;
	char text[400];
	unsigned int nr;

	dom0_set_up(s);
	dom0_snapshot(s, &before);
	expect_result(s, step, "exit status", 0,
		      run((const char *const[]){ "xentest", "--dry-run", "--max-grants", "7", NULL }), RULE);
	expect_said(s, step, "not more than 7 for a test");
	expect_said(s, step, "a domain that never runs");
	expect_said(s, step, "Nothing was changed.");
	dom0_snapshot(s, &after);
	nr = snapshot_difference(&before, &after, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, RULE);
	snapshot_clear(&before);
	snapshot_clear(&after);
}

SCENARIO(dry_run, "limits", "dry-run", "xentest says what it would change, and changes nothing",
	 .timeout = 300, .run = dry_run);

static void grants(struct scenario *s)
{
	static const char within[] = "two pages of two", beyond[] = "64 pages of two";

	expect_result(s, within, "exit status", 0,
		      run((const char *const[]){ "xentest", "--max-grants", "2", "gntdev.self.map.two",
						 NULL }), RULE);
	expect_said(s, within, "1 verdicts: 1 pass");
	expect_result(s, beyond, "exit status", NOTHING_TO_TEST,
		      run((const char *const[]){ "xentest", "--max-grants", "2",
						 "gntdev.self.map.sixty-four", NULL }), RULE);
	expect_said(s, beyond, "needs 64 pages granted, more than --max-grants 2");
}

SCENARIO(limit_grants, "limits", "grants", "a test of xentest that needs more grants than it may is skipped",
	 .timeout = 300, .run = grants);
