// SPDX-License-Identifier: GPL-2.0-or-later
/* What a test without a page has compared, in one line: results and calls first, then who was asked. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/verdict/verdict.h"

#define SHOWN 3		/* results and calls; the names of observers */

static bool has_word(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at && !isalpha((unsigned char)at[strlen(word)]);
}

/* numbers as those who compared them mean them: an errno, a signal, a byte */
static char *value_of(const struct check *c)
{
	const char *field = c->field ? c->field : "", *text = c->observed ? c->observed : "";
	char *end;
	long value = strtol(text, &end, 10);
	const char *name = NULL;

	if (end == text || *end)
		return string_copy(text);
	if (value < 0 && value > -4096 && (name = strerrorname_np((int)-value)))
		return string_format("-%s", name);
	if (value > 0 && value < 4096 && has_word(field, "errno") &&
	    (name = strerrorname_np((int)value)))
		return string_copy(name);
	if (value > 0 && value < NSIG && has_word(field, "signal") && (name = sigabbrev_np((int)value)))
		return string_format("SIG%s", name);
	if (value < 0x7f && value >= ' ' && has_word(field, "byte"))
		return string_format("'%c'", (int)value);
	return string_copy(text);
}

/* of the scenario's own; that of an observer's question is part of its answer */
static bool is_call(const struct check *c)
{
	return c->kind == CHECK_TRACE && !strcmp(c->observer, CHECK_OBSERVER_TRACE);
}

static bool is_result(const struct check *c)
{
	return c->kind == CHECK_RESULT || is_call(c);
}

/* @step: is named, if there is one; that of calls says nothing */
static char *describe(const struct check *c, bool step)
{
	guarded(free) char *value = value_of(c);
	const char *field = c->field ? c->field : c->observer;

	if (is_call(c))
		return string_format("%s() %s", field, value);
	step = step && c->step && *c->step;
	return string_format("%s%s%s %s", step ? c->step : "", step ? ": " : "", field, value);
}

static bool same_step(const struct check *a, const struct check *b)
{
	return a && a->step && b->step && !strcmp(a->step, b->step);
}

static size_t add_results(char **text, const struct verdict *v)
{
	const struct check *last = NULL;
	size_t shown = 0;

	for (size_t i = 0; i < v->nr_checks && shown < SHOWN; i++) {
		const struct check *c = &v->checks[i];
		guarded(free) char *result = NULL;

		if (!is_result(c))
			continue;
		result = describe(c, !same_step(last, c));
		string_append(text, same_step(last, c) ? ", " : " -> ", result);
		last = c;
		shown++;
	}
	return shown;
}

/* "smaps, pagemap and 3 more" */
static char *observers_of(const struct verdict *v)
{
	struct string_list names = { 0 };
	char *text = NULL;

	for (size_t i = 0; i < v->nr_checks; i++)
		text_list_add_once(&names, v->checks[i].observer);
	for (size_t i = 0; i < names.nr && i < SHOWN; i++)
		string_append(&text, ", ", names.item[i]);
	if (names.nr > SHOWN) {
		guarded(free) char *more = string_format("%zu more", names.nr - SHOWN);

		string_append(&text, " and ", more);
	}
	string_list_clear(&names);
	return text;
}

char *verdict_compared(const struct verdict *v)
{
	guarded(free) char *more = NULL;
	char *text = NULL;
	size_t left = v->nr_checks - add_results(&text, v);

	if (!left)
		return text;
	if (text) {
		more = string_format("%zu more check%s", left, left > 1 ? "s" : "");
		string_append(&text, " and ", more);
	} else {
		more = observers_of(v);
		text = string_format("%zu check%s of %s", left, left > 1 ? "s" : "", more);
	}
	return text;
}
