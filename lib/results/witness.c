// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/witness.h"

#include <string.h>

/*
 * What an observer's question made vm_normal_page*() return is shown among its checks, and is the
 * trace's evidence all the same (lib/harness/compare_trace.c).
 */
static bool is_trace(const struct check *check)
{
	return !strcmp(check->observer, "trace") ||
	       (check->field && (!strncmp(check->field, "vm_normal_page", 14) ||
				 !strncmp(check->field, "find_normal_page", 16)));
}

static void add_checks(struct witnesses *w, const struct verdict *v, bool strict)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *check = &v->checks[i];

		if (check->ok || (check->issue && !strict))
			continue;
		if (is_trace(check))
			w->trace = true;
		/* the model judges what the raw entry says: one witness */
		else if (!strcmp(check->observer, "model"))
			lines_add_once(&w->observers, "entry");
		else
			lines_add_once(&w->observers, check->observer);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_reason(struct witnesses *w, const struct verdict *v)
{
	if (!w->why && v->reason)
		w->why = strdup(v->reason);
}

void witnesses_of(struct witnesses *w, const struct results *results, bool strict)
{
	*w = (struct witnesses){ 0 };
	for (size_t i = 0; i < results->nr_verdicts; i++) {
		const struct verdict *v = &results->verdicts[i];

		switch (v->outcome) {
		case OUTCOME_ABORT:
		case OUTCOME_TIMEOUT:
			w->crashed = true;
			/* fall through */
		case OUTCOME_FAIL:
			lines_add(&w->tests, v->test);
			add_checks(w, v, strict);
			break;
		case OUTCOME_ERROR:
			w->unrun++;
			/* fall through */
		case OUTCOME_SKIP:
			add_reason(w, v);
			break;
		default:
			w->passed++;
			break;
		}
	}
	if (w->observers.nr)
		qsort(w->observers.line, w->observers.nr, sizeof(*w->observers.line), by_text);
}

void witnesses_clear(struct witnesses *w)
{
	lines_clear(&w->tests);
	lines_clear(&w->observers);
	free(w->why);
	*w = (struct witnesses){ 0 };
}

size_t witnesses_count(const struct witnesses *w)
{
	return w->observers.nr + w->trace;
}

bool witnesses_agree(const struct witnesses *w)
{
	return w->crashed || witnesses_count(w) >= 2;
}
