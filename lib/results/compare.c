// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/compare.h"

#include <search.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/results/statement.h"

const char *change_kind_name(enum change_kind kind)
{
	static const char *const names[NR_CHANGE_KINDS] = {
		[CHANGE_REGRESSION] = "regression",	[CHANGE_NOT_RUN] = "not-run",
		[CHANGE_KNOWN_ISSUE] = "known-issue",	[CHANGE_OTHER] = "other",
		[CHANGE_DISAPPEARED] = "disappeared",	[CHANGE_APPEARED] = "appeared",
		[CHANGE_IMPROVED] = "improved",
	};

	return names[kind];
}

const char *evidence_judgement_name(enum evidence_judgement judgement)
{
	static const char *const names[NR_EVIDENCE_JUDGEMENTS] = {
		[EVIDENCE_WRONG] = "wrong",
		[EVIDENCE_NOT_JUDGED] = "not-judged",
		[EVIDENCE_KNOWN_ISSUE] = "known-issue",
		[EVIDENCE_EXPECTED] = "expected",
	};

	return names[judgement];
}

static bool fails(enum outcome o)
{
	return o == OUTCOME_FAIL || o == OUTCOME_TIMEOUT || o == OUTCOME_ABORT;
}

static enum change_kind kind_of_change(enum outcome old, enum outcome new)
{
	if ((old == OUTCOME_PASS || old == OUTCOME_XFAIL || old == OUTCOME_SKIP) && fails(new))
		return CHANGE_REGRESSION;
	if (new == OUTCOME_ERROR)
		return CHANGE_NOT_RUN;
	if (old == OUTCOME_PASS && new == OUTCOME_XFAIL)
		return CHANGE_KNOWN_ISSUE;
	if ((fails(old) || old == OUTCOME_XFAIL) && new == OUTCOME_PASS)
		return CHANGE_IMPROVED;
	return fails(old) && new == OUTCOME_XFAIL ? CHANGE_IMPROVED : CHANGE_OTHER;
}

static void add_change(struct comparison_result *c, enum change_kind kind,
		       const struct verdict *old, const struct verdict *new)
{
	c->changes = array_grow(c->changes, c->nr_changes, sizeof(*c->changes));
	c->changes[c->nr_changes++] = (struct change){ kind, old ? old->test : new->test, old, new };
}

static enum evidence_judgement judge(const struct statement *old, const struct statement *new)
{
	const struct statement *one = old ? old : new, *two = new ? new : old;

	if ((one->issue && !one->ok) || (two->issue && !two->ok))
		return EVIDENCE_KNOWN_ISSUE;
	if (!one->judged || !two->judged)
		return EVIDENCE_NOT_JUDGED;
	return one->ok && two->ok ? EVIDENCE_EXPECTED : EVIDENCE_WRONG;
}

static int text_order(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : !!a - !!b;
}

/* what makes it another change */
static int by_content(const void *a, const void *b)
{
	const struct evidence_change *one = a, *two = b;
	int order = (int)one->judgement - (int)two->judgement;

	if (!order)
		order = text_order(one->observer, two->observer);
	if (!order)
		order = text_order(one->field, two->field);
	if (!order)
		order = text_order(one->page, two->page);
	if (!order)
		order = text_order(one->old, two->old);
	if (!order)
		order = text_order(one->new, two->new);
	return order ? order : text_order(one->issue, two->issue);
}

static struct evidence_change *find_or_add(struct comparison_result *c,
					   const struct evidence_change *like)
{
	struct evidence_change **found = tfind(like, &c->found, by_content), *e;

	if (found)
		return *found;
	e = malloc(sizeof(*e));
	if (!e)
		abort();
	*e = (struct evidence_change){
		.observer = string_copy(like->observer), .field = string_copy(like->field),
		.page = string_copy(like->page), .old = string_copy(like->old), .new = string_copy(like->new),
		.issue = string_copy(like->issue), .judgement = like->judgement };
	if (!tsearch(e, &c->found, by_content))
		abort();
	c->nr_evidence++;
	return e;
}

static void add_evidence(struct comparison_result *c, const char *test, const struct statement *old,
			 const struct statement *new)
{
	const struct statement *any = new ? new : old;
	struct evidence_change like = {
		.observer = any->observer, .field = any->field,
		.page = *any->page || !old ? any->page : old->page,
		.old = old ? old->value : NULL, .new = new ? new->value : NULL,
		.judgement = judge(old, new) };
	struct evidence_change *e;

	if (like.judgement == EVIDENCE_KNOWN_ISSUE)
		like.issue = new && new->issue ? new->issue : old->issue;
	e = find_or_add(c, &like);
	e->places++;
	/* one test comes after the other */
	if (!e->tests.nr || strcmp(e->tests.item[e->tests.nr - 1], test))
		text_list_add(&e->tests, test);
}

static bool has_word(const char *text, const char *word, size_t len)
{
	while (*text) {
		size_t n = strcspn(text, " |");

		if (n == len && !strncmp(text, word, len))
			return true;
		text += n + !!text[n];
	}
	return false;
}

/* is each word that is in @a and not in @b in @more and not in @less? */
static bool differ_by(const char *a, const char *b, const char *more, const char *less)
{
	while (*a) {
		size_t n = strcspn(a, " |");

		if (n && !has_word(b, a, n) && (!has_word(more, a, n) || has_word(less, a, n)))
			return false;
		a += n + !!a[n];
	}
	return true;
}

static int by_order(const void *a, const void *b)
{
	return statement_order(a, b);
}

static const struct statement *judged_entry(const struct statements *s, const struct statement *raw)
{
	const struct statement like = { .observer = "entry", .field = "value", .step = raw->step,
					.where = raw->where };

	return s->nr ? bsearch(&like, s->item, s->nr, sizeof(*s->item), by_order) : NULL;
}

/* of bits that the observer "entry" judges there is nothing more to say */
static bool is_said_by_entry(const struct statements *a, const struct statements *b,
			     const struct statement *old, const struct statement *new)
{
	const struct statement *was, *is;

	if (!old || !new || strcmp(old->observer, RAW_ENTRY))
		return false;
	was = judged_entry(a, old);
	is = judged_entry(b, new);
	return was && is && differ_by(old->value, new->value, was->value, is->value) &&
	       differ_by(new->value, old->value, is->value, was->value);
}

static void compare_evidence(struct comparison_result *c, const struct verdict *old,
			     const struct verdict *new)
{
	struct statements a guarded(statements);
	struct statements b guarded(statements);
	size_t i = 0, j = 0;
	bool alike = old->outcome == new->outcome;
	const struct statement *was, *is;

	statements_of(&a, old);
	statements_of(&b, new);
	while (i < a.nr || j < b.nr) {
		int order = i == a.nr ? 1 : j == b.nr ? -1 :
			    statement_order(&a.item[i], &b.item[j]);

		was = order > 0 ? NULL : &a.item[i];
		is = order < 0 ? NULL : &b.item[j];
		if ((!was || !is || strcmp(was->value, is->value)) &&
		    !is_said_by_entry(&a, &b, was, is)) {
			add_evidence(c, new->test, was, is);
			alike = false;
		}
		i += order <= 0;
		j += order >= 0;
	}
	c->same += alike;
}

static void compare_test(struct comparison_result *c, const struct verdict *old,
			 const struct verdict *new, bool strict)
{
	enum outcome was = old->outcome, is = new->outcome;

	if (strict && was == OUTCOME_XFAIL)
		was = OUTCOME_FAIL;
	if (strict && is == OUTCOME_XFAIL)
		is = OUTCOME_FAIL;
	if (was != is)
		add_change(c, kind_of_change(was, is), old, new);
	/* one that was not run has none */
	if (old->nr_checks && new->nr_checks)
		compare_evidence(c, old, new);
	else
		c->same += was == is;
}

static int by_kind(const void *a, const void *b)
{
	const struct change *one = a, *two = b;

	return one->kind != two->kind ? (int)one->kind - (int)two->kind :
					strcmp(one->test, two->test);
}

static int by_judgement(const void *a, const void *b)
{
	const struct evidence_change *one = a, *two = b;

	if (one->judgement != two->judgement)
		return (int)one->judgement - (int)two->judgement;
	if (one->places != two->places)
		return one->places < two->places ? 1 : -1;
	return by_content(one, two);
}

static void take_found(const void *node, VISIT visit, void *data)
{
	struct comparison_result *c = data;

	if (visit != postorder && visit != leaf)
		return;
	c->evidence[c->nr_evidence++] = **(struct evidence_change *const *)node;
}

/* what was found is in a tree until nothing more comes */
static void make_list(struct comparison_result *c)
{
	c->evidence = calloc(c->nr_evidence + 1, sizeof(*c->evidence));
	if (!c->evidence)
		abort();
	c->nr_evidence = 0;
	twalk_r(c->found, take_found, c);
	tdestroy(take(c->found), free);
	if (c->nr_evidence)
		qsort(c->evidence, c->nr_evidence, sizeof(*c->evidence), by_judgement);
}

void results_compare(struct comparison_result *c, const struct results *old,
		     const struct results *new, bool strict)
{
	*c = (struct comparison_result){ .old = old, .new = new };
	for (size_t i = 0; i < old->nr_verdicts; i++) {
		const struct verdict *v = results_find(new, old->verdicts[i].test);

		if (v)
			compare_test(c, &old->verdicts[i], v, strict);
		else
			add_change(c, CHANGE_DISAPPEARED, &old->verdicts[i], NULL);
	}
	for (size_t i = 0; i < new->nr_verdicts; i++)
		if (!results_find(old, new->verdicts[i].test))
			add_change(c, CHANGE_APPEARED, NULL, &new->verdicts[i]);
	if (c->nr_changes)
		qsort(c->changes, c->nr_changes, sizeof(*c->changes), by_kind);
	make_list(c);
}

void comparison_result_clear(struct comparison_result *c)
{
	for (size_t i = 0; i < c->nr_evidence; i++) {
		struct evidence_change *e = &c->evidence[i];

		free((char *)e->observer);
		free((char *)e->field);
		free((char *)e->page);
		free((char *)e->old);
		free((char *)e->new);
		free((char *)e->issue);
		string_list_clear(&e->tests);
	}
	free(c->evidence);
	free(c->changes);
	*c = (struct comparison_result){ 0 };
}

size_t comparison_count(const struct comparison_result *c, enum change_kind kind)
{
	size_t nr = 0;

	for (size_t i = 0; i < c->nr_changes; i++)
		nr += c->changes[i].kind == kind;
	return nr;
}

int comparison_status(const struct comparison_result *c)
{
	if (comparison_count(c, CHANGE_REGRESSION))
		return 1;
	return comparison_count(c, CHANGE_NOT_RUN) || !c->old->complete || !c->new->complete ? 2 : 0;
}
