// SPDX-License-Identifier: GPL-2.0-or-later
/* Verdicts as documents show them: every text clean and bounded; and with known issues as failures. */
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/verdict/verdict.h"

/* an oops with its call trace is some 60 lines, the checks of the longest scenario some 500 */
#define LINES_MAX 400
#define CHECKS_MAX 4000
#define STATED_MAX 1000

static void copy_lines(struct string_list *to, const struct string_list *from)
{
	char more[64];

	for (size_t i = 0; i < from->nr && i < LINES_MAX; i++)
		text_list_add(to, from->item[i]);
	if (from->nr <= LINES_MAX)
		return;
	snprintf(more, sizeof(more), "... (%zu lines more)", from->nr - LINES_MAX);
	text_list_add(to, more);
}

static void clean(const char **text, size_t max)
{
	char *dirty = (char *)*text;

	*text = text_clean(dirty, max);
	free(dirty);
}

/* a reason of blanks is none: readers of "# SKIP" and the like want a word, or nothing */
static char *clean_reason(const char *text)
{
	guarded(free) char *clean = text_clean(text, TEXT_LINE_MAX);
	const char *start = clean ? clean + strspn(clean, " ") : "";
	size_t length = strlen(start);

	while (length && start[length - 1] == ' ')
		length--;
	return length ? string_copy_n(start, length) : NULL;
}

static void clean_last_check(struct verdict *v)
{
	struct check *c = &v->checks[v->nr_checks - 1];

	clean(&c->step, TEXT_NAME_MAX);
	clean(&c->observer, TEXT_NAME_MAX);
	clean(&c->field, TEXT_NAME_MAX);
	clean(&c->where, TEXT_NAME_MAX);
	clean(&c->expected, TEXT_LINE_MAX);
	clean(&c->observed, TEXT_LINE_MAX);
	clean(&c->rule, TEXT_LINE_MAX);
	clean(&c->issue, TEXT_NAME_MAX);
}

static void clean_last_stated(struct verdict *v)
{
	struct stated_run *run = &v->stated[v->nr_stated - 1];

	clean(&run->step, TEXT_NAME_MAX);
	clean(&run->kind, TEXT_NAME_MAX);
	clean(&run->level, TEXT_NAME_MAX);
	clean(&run->class, TEXT_NAME_MAX);
}

/* what a document leaves out is said where the rest of the evidence is */
static void note_left_out(struct verdict *to, const char *what, size_t all, size_t kept)
{
	guarded(free) char *text = NULL;

	if (all <= kept)
		return;
	text = string_format("... (%zu %s more)", all - kept, what);
	text_list_add(&to->entries, text);
}

/* what disagrees is kept first: a cut must not hide it */
static void copy_checks(struct verdict *to, const struct verdict *from)
{
	size_t wrong = 0, right = 0;

	for (size_t i = 0; i < from->nr_checks; i++)
		wrong += !from->checks[i].ok;
	if (wrong > CHECKS_MAX)
		wrong = CHECKS_MAX;
	right = CHECKS_MAX - wrong;
	for (size_t i = 0; i < from->nr_checks; i++) {
		size_t *left = from->checks[i].ok ? &right : &wrong;

		if (!*left)
			continue;
		--*left;
		verdict_add_check(to, &from->checks[i]);
		clean_last_check(to);
	}
}

void verdict_copy(struct verdict *to, const struct verdict *from)
{
	guarded(free) char *compared = from->summary ? NULL : verdict_compared(from);

	*to = (struct verdict){
		.test = text_name(from->test),
		.description = text_clean(from->description, TEXT_LINE_MAX),
		.outcome = from->outcome,
		.reason = clean_reason(from->reason),
		.summary = text_clean(from->summary ? from->summary : compared, TEXT_LINE_MAX),
		.hazard = text_clean(from->hazard, TEXT_LINE_MAX),
		.seconds = from->seconds >= 0 && from->seconds < 1e9 ? from->seconds : 0,
	};
	copy_checks(to, from);
	for (size_t i = 0; i < from->nr_stated && i < STATED_MAX; i++) {
		verdict_add_stated(to, &from->stated[i]);
		clean_last_stated(to);
	}
	copy_lines(&to->entries, &from->entries);
	note_left_out(to, "checks", from->nr_checks, CHECKS_MAX);
	note_left_out(to, "stated runs", from->nr_stated, STATED_MAX);
	copy_lines(&to->trace, &from->trace);
	copy_lines(&to->log, &from->log);
	copy_lines(&to->callers, &from->callers);
	copy_lines(&to->known, &from->known);
	copy_lines(&to->unshown, &from->unshown);
}

/* @a, @b and @c put together; they may be part of @text */
static void replace(char **text, const char *a, const char *b, const char *c)
{
	char *new = string_format("%s%s%s", a, b, c);

	free(*text);
	*text = new;
}

void verdict_judge_strictly(struct verdict *v)
{
	if (v->outcome != OUTCOME_XFAIL)
		return;
	v->outcome = OUTCOME_FAIL;
	replace(&v->reason, "counts as a failure (--strict): ",
		v->reason ? v->reason : "a known issue", "");
	for (size_t i = 0; i < v->nr_checks; i++) {
		struct check *c = &v->checks[i];
		char *rule = (char *)c->rule;

		if (!c->issue)
			continue;
		replace(&rule, rule ? rule : "", rule ? "; known issue " : "known issue ", c->issue);
		c->rule = rule;
		free((char *)take(c->issue));
	}
}
