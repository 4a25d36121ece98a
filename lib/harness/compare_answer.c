// SPDX-License-Identifier: GPL-2.0-or-later
/* Answers of observers, compared with what the model expects of them. */
#include <string.h>

#include "lib/harness/compare.h"
#include "lib/issues/known_issue.h"
#include "lib/observe/statement.h"
#include "lib/base/owned_string.h"

static const struct run nothing = { .page = { .kind = PAGE_NONE, .level = LEVEL_NONE } };

const struct run *compare_run_at(const struct stated *st, uint64_t addr)
{
	for (unsigned int i = 0; i < st->nr_runs; i++)
		if (addr >= st->runs[i].start && addr < st->runs[i].end)
			return &st->runs[i];
	return &nothing;
}

static void format_where(const struct comparison *c, uint64_t addr, char *buf, size_t size)
{
	if (addr)
		snprintf(buf, size, "+0x%llx", (unsigned long long)(addr - c->st->vma.start));
	else
		snprintf(buf, size, "vma");
}

void compare_emit(struct comparison *c, enum check_kind kind, const char *observer, const char *field, uint64_t addr,
		  const char *expected, const char *observed, const char *rule, bool ok,
		  const struct explanation *explanation)
{
	const struct explanation none = { 0 }, *why = explanation && !ok ? explanation : &none;
	char where[32];

	format_where(c, addr, where, sizeof(where));
	scenario_emit_check(c->s, &(struct check){
		.kind = kind, .step = (char *)c->step, .observer = (char *)observer, .field = (char *)field,
		.where = where, .expected = (char *)expected, .observed = (char *)observed,
		.rule = ok ? NULL : (char *)rule, .issue = (char *)why->issue, .ok = ok,
		.numbered = why->numbers.mask, .numbers = why->numbers });
}

struct explanation compare_explain(const struct comparison *c, const char *observer, const char *field,
				   const struct page_state *page, uint64_t mask, uint64_t expected,
				   uint64_t observed)
{
	const struct known_issue *issue = known_issue_match(kernel_features(c->s->kernel), observer,
							    field, page, mask, expected, observed);

	return (struct explanation){ issue ? issue->id : NULL, { mask, expected, observed } };
}

/* a sum over a vma is wrong by way of any of its pages */
static struct explanation explain(const struct comparison *c, const struct observer *o,
				  const struct field *field, const struct answer *answer,
				  const struct expectation *want, const struct run *run)
{
	struct explanation why = { NULL, { want->mask, want->value, answer->value } };

	if (run)
		return compare_explain(c, o->name, field->name, &run->page, want->mask, want->value,
				       answer->value);
	for (unsigned int i = 0; !why.issue && i < c->st->nr_runs; i++)
		why = compare_explain(c, o->name, field->name, &c->st->runs[i].page, want->mask,
				      want->value, answer->value);
	return why;
}

/* of a sum over a vma it is not known which of its pages would have to be wrong */
static void note_unshown(struct comparison *c, const struct observer *o, const struct field *field,
			 const struct expectation *want, const struct run *run)
{
	const struct features *features = kernel_features(c->s->kernel);
	const struct known_issue *due;

	if (!run && c->st->nr_runs == 1)
		run = &c->st->runs[0];
	due = run ? known_issue_due(features, o->name, field->name, &run->page, want->mask,
				    c->s->test) : NULL;
	if (due)
		scenario_emit_unshown(c->s, due);
}

/* bits that nothing is expected of are left out of both sides */
static void emit_wrong(struct comparison *c, const struct observer *o, unsigned int i,
		       uint64_t where, const struct answer *answer,
		       const struct expectation *want, const struct run *run)
{
	struct explanation why = { 0 };
	char expected[FIELD_TEXT], observed[FIELD_TEXT] = "no answer";

	field_format(&o->fields[i], want->value & want->mask, expected, sizeof(expected));
	if (answer->given) {
		field_format(&o->fields[i], answer->value & want->mask, observed,
			     sizeof(observed));
		why = explain(c, o, &o->fields[i], answer, want, run);
	}
	compare_emit(c, CHECK_ANSWER, o->name, o->fields[i].name, where, expected, observed, want->rule, false,
		     &why);
}

static void append_right(char **text, const struct field *field, const struct answer *answer,
			 const struct expectation *want)
{
	guarded(free) char *one = NULL;
	char value[FIELD_TEXT] = "-";

	if (answer->given)
		field_format(field, answer->value & want->mask, value, sizeof(value));
	one = string_format("%s: %s", field->name, value);
	string_append(text, ", ", one);
}

static void send_right(struct comparison *c, const struct observer *o)
{
	if (c->right)
		scenario_emit_check(c->s, &(struct check){
			.step = (char *)c->step, .observer = (char *)o->name,
			.where = c->right_where, .expected = c->right, .observed = c->right,
			.ok = true });
	free(take(c->right));
	c->right_where[0] = '\0';
}

static void add_right(struct comparison *c, const struct observer *o, uint64_t addr,
		      const char *text)
{
	char where[32];

	format_where(c, addr, where, sizeof(where));
	if (!c->right || strcmp(c->right, text) ||
	    strlen(c->right_where) + strlen(where) + 2 > sizeof(c->right_where)) {
		send_right(c, o);
		c->right = string_copy(text);
	} else {
		strcat(c->right_where, " ");
	}
	strcat(c->right_where, where);
}

static void compare_answer(struct comparison *c, const struct observer *o, uint64_t addr)
{
	const struct features *features = kernel_features(c->s->kernel);
	bool page = o->scope == OBSERVE_PAGE;
	const struct run *run = page ? compare_run_at(c->st, addr) : NULL;
	struct question q = { .kernel = c->s->kernel, .pid = getpid(), .addr = addr,
			      .writable = run && page_memory_writable(features, &c->st->vma,
								      &run->page) };
	struct expectation want[OBSERVER_FIELDS_MAX] = { 0 };
	struct answer answers[OBSERVER_FIELDS_MAX] = { 0 };
	uint64_t where = page ? addr : 0;
	guarded(free) char *right = NULL;
	int rc;

	if (run && o->harmless && !o->harmless(features, c->st, &run->page))
		return;
	o->expect(features, c->st, run, addr, want);
	rc = o->ask(&q, answers);
	if (rc < 0) {
		compare_emit(c, CHECK_ANSWER, o->name, NULL, where, "an answer", strerror(-rc),
			     "the interface could be asked before", false, NULL);
		return;
	}
	for (unsigned int i = 0; i < o->nr_fields; i++) {
		if (!want[i].mask)
			continue;
		if (!answer_meets(&answers[i], &want[i])) {
			emit_wrong(c, o, i, where, &answers[i], &want[i], run);
			continue;
		}
		append_right(&right, &o->fields[i], &answers[i], &want[i]);
		note_unshown(c, o, &o->fields[i], &want[i], run);
	}
	if (right)
		add_right(c, o, where, right);
}

void compare_answers(struct comparison *c, const struct observer *o, const uint64_t *addrs,
		     unsigned int nr)
{
	for (unsigned int i = 0; i < (o->scope == OBSERVE_PAGE ? nr : 1); i++)
		compare_answer(c, o, addrs[i]);
	send_right(c, o);
}

/** struct usability - whether an observer can be asked here, once that has been looked at */
struct usability {
	bool known;
	struct error *error;
};

/* of each of observers_sorted() */
static struct usability *usability_of(const struct observer *o)
{
	static struct usability *all;
	size_t i = 0;

	if (!all)
		all = calloc(observers_count(), sizeof(*all));
	if (!all)
		abort();
	while (observers_sorted()[i] != o)
		i++;
	return &all[i];
}

const char *observer_unusable_reason(struct kernel *kernel, const struct observer *o)
{
	struct usability *usability = usability_of(o);

	if (!usability->known) {
		usability->known = true;
		usability->error = o->available ? o->available(kernel) : NULL;
	}
	return usability->error ? usability->error->message : NULL;
}

bool observer_usable(struct kernel *kernel, const struct observer *o)
{
	return !observer_unusable_reason(kernel, o);
}
