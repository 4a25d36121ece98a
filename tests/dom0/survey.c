// SPDX-License-Identifier: GPL-2.0-or-later
/* 'normalpage survey' in a control domain: what it says of this domain's grants while there are some. */
#include "lib/harness/scenario.h"
#include "provisioning/journal/journal.h"
#include "provisioning/xen/grant.h"
#include "tests/privileges/run_as.h"

#define GRANTED 3	/* pages */
/* xen/common/grant_table.c: opt_max_grant_frames, and entries of version 1 in one */
#define MOST (64 * 512)

static long ask(struct scenario *s, const char *name)
{
	static const char *const argv[] = { "normalpage", "survey", "--format", "json", NULL };
	struct json_object *survey guarded(json) = NULL;
	struct json_object *xen, *value;
	static char said[16384];

	if (run_as(&(struct less){ 0 }, argv, said, sizeof(said)))
		scenario_broken(s, "normalpage survey: %s", said);
	survey = json_tokener_parse(said);
	if (!json_object_object_get_ex(survey, "xen", &xen) ||
	    !json_object_object_get_ex(xen, name, &value))
		return -1;
	return json_object_get_int64(value);
}

static void grants(struct scenario *s)
{
	const long used = ask(s, "grants_used");
	struct granted granted = { 0 };

	expect_result(s, "at rest", "domid", 0, ask(s, "domid"),
		      "docs/man/xl.1.pod: Domain-0 has the number 0");
	expect_result(s, "at rest", "grants_most", MOST, ask(s, "grants_most"),
		      "docs/misc/xen-command-line.pandoc: gnttab_max_frames is 64 unless given");
	scenario_need(s, grant_pages(0, GRANTED, true, &granted));
	expect_result(s, "pages are granted", "grants_used", used + GRANTED, ask(s, "grants_used"),
		      "drivers/xen/grant-table.c: a reference is taken for each page");
	grant_revoke(&granted);
	expect_result(s, "no more", "grants_used", used, ask(s, "grants_used"),
		      "drivers/xen/grant-table.c: an unmapped page's is given back at once");
}

SCENARIO(grants, "survey", "grants", "the survey of a control domain shows its grants",
	 .timeout = 120, .run = grants);
