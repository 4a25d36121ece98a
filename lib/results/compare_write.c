// SPDX-License-Identifier: GPL-2.0-or-later
/* A comparison, for people and as records. */
#include <string.h>

#include "lib/verdict/record.h"
#include "lib/results/compare.h"

#define TESTS_SHOWN 3
#define NAME_WIDTH 42

static const char *const headings[NR_CHANGE_KINDS] = {
	[CHANGE_REGRESSION] = "did not fail, and now fails",
	[CHANGE_NOT_RUN] = "had a verdict, and could not be run now",
	[CHANGE_KNOWN_ISSUE] = "passed, and now has a known issue",
	[CHANGE_OTHER] = "other verdict",
	[CHANGE_DISAPPEARED] = "only in the old results",
	[CHANGE_APPEARED] = "only in the new results",
	[CHANGE_IMPROVED] = "better than before",
};

static const char *const judgements[NR_EVIDENCE_JUDGEMENTS] = {
	[EVIDENCE_WRONG] = "wrong on one of them",
	[EVIDENCE_NOT_JUDGED] = "nothing is expected of it",
	[EVIDENCE_KNOWN_ISSUE] = "known issue",
	[EVIDENCE_EXPECTED] = "right on each",
};

static const char *outcome_of(const struct verdict *v)
{
	return v ? outcome_name(v->outcome) : "-";
}

static void write_change(const struct change *change, FILE *out)
{
	const struct verdict *v = change->new ? change->new : change->old;

	fprintf(out, "  %-*s  %s -> %s", NAME_WIDTH, change->test, outcome_of(change->old),
		outcome_of(change->new));
	/* a known issue is reported once, below */
	if (v->reason && v->outcome != OUTCOME_XFAIL)
		fprintf(out, ": %s", v->reason);
	fputc('\n', out);
}

static void write_changes(const struct comparison_result *c, FILE *out)
{
	const struct change *last = NULL;

	for (size_t i = 0; i < c->nr_changes; i++) {
		const struct change *change = &c->changes[i];

		if (!last || last->kind != change->kind)
			fprintf(out, "%zu %s:\n", comparison_count(c, change->kind),
				headings[change->kind]);
		write_change(change, out);
		last = change;
		if (i + 1 == c->nr_changes || c->changes[i + 1].kind != change->kind)
			fputc('\n', out);
	}
}

static void write_tests(const struct string_list *tests, FILE *out)
{
	for (size_t i = 0; i < tests->nr && i < TESTS_SHOWN; i++)
		fprintf(out, "%s%s", i ? ", " : "", tests->item[i]);
	if (tests->nr > TESTS_SHOWN)
		fprintf(out, ", and %zu more", tests->nr - TESTS_SHOWN);
}

static void write_evidence(const struct evidence_change *e, FILE *out)
{
	fprintf(out, "  %s%s%s%s%s%s\n", e->observer, *e->field ? ": " : "", e->field,
		*e->page ? "  (" : "", e->page, *e->page ? ")" : "");
	fprintf(out, "      %s\n   -> %s\n", e->old ? e->old : "(not asked, or nothing expected)",
		e->new ? e->new : "(not asked, or nothing expected)");
	fprintf(out, "      %s%s%s, %zu times in ", judgements[e->judgement], e->issue ? " " : "",
		e->issue ? e->issue : "", e->places);
	write_tests(&e->tests, out);
	fputs("\n\n", out);
}

void comparison_write_human(const struct comparison_result *c, FILE *out)
{
	guarded(free) char *old = run_info_title(&c->old->run);
	guarded(free) char *new = run_info_title(&c->new->run);

	fprintf(out, "old: %s%s\nnew: %s%s\n\n", old, c->old->complete ? "" : ", INCOMPLETE", new,
		c->new->complete ? "" : ", INCOMPLETE");
	write_changes(c, out);
	if (c->nr_evidence)
		fputs("evidence that changed, without addresses and frames:\n", out);
	for (size_t i = 0; i < c->nr_evidence; i++)
		write_evidence(&c->evidence[i], out);
	fprintf(out, "%zu tests are the same", c->same);
	for (int i = 0; i < NR_CHANGE_KINDS; i++)
		if (comparison_count(c, i))
			fprintf(out, ", %zu %s", comparison_count(c, i), headings[i]);
	fputc('\n', out);
}

static void put(FILE *out, struct json_object *record)
{
	record_write(out, record);
	json_object_put(record);
}

static void put_head(const struct comparison_result *c, FILE *out)
{
	struct json_object *record = record_new("comparison");

	json_object_object_add(record, "version", json_object_new_int(RECORD_VERSION));
	json_object_object_add(record, "old", run_info_to_json(&c->old->run));
	json_object_object_add(record, "new", run_info_to_json(&c->new->run));
	put(out, record);
}

static void put_change(const struct change *change, FILE *out)
{
	struct json_object *record = record_new("change");

	record_add_string(record, "test", change->test);
	record_add_string(record, "kind", change_kind_name(change->kind));
	if (change->old)
		record_add_string(record, "old", outcome_of(change->old));
	if (change->new)
		record_add_string(record, "new", outcome_of(change->new));
	if (change->old)
		record_add_string(record, "old_reason", change->old->reason);
	if (change->new)
		record_add_string(record, "new_reason", change->new->reason);
	put(out, record);
}

static void put_evidence(const struct evidence_change *e, FILE *out)
{
	struct json_object *record = record_new("evidence");

	record_add_string(record, "observer", e->observer);
	record_add_string(record, "field", *e->field ? e->field : NULL);
	record_add_string(record, "page", *e->page ? e->page : NULL);
	record_add_string(record, "old", e->old);
	record_add_string(record, "new", e->new);
	record_add_string(record, "judgement", evidence_judgement_name(e->judgement));
	record_add_string(record, "issue", e->issue);
	record_add_number(record, "places", e->places);
	record_add_lines(record, "tests", &e->tests);
	put(out, record);
}

void comparison_write_json(const struct comparison_result *c, FILE *out)
{
	struct json_object *tally = record_new("tally");

	put_head(c, out);
	for (size_t i = 0; i < c->nr_changes; i++)
		put_change(&c->changes[i], out);
	for (size_t i = 0; i < c->nr_evidence; i++)
		put_evidence(&c->evidence[i], out);
	record_add_number(tally, "same", c->same);
	for (int i = 0; i < NR_CHANGE_KINDS; i++)
		record_add_number(tally, change_kind_name(i), comparison_count(c, i));
	put(out, tally);
}
