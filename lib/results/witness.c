// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/witness.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/kernel/kmsg.h"

static void add_observer(struct witnesses *w, const struct check *check)
{
	guarded(free) char *result = NULL;

	if (check->kind == CHECK_RESULT) {
		result = string_format("result: %s", check->field);
		text_list_add_once(&w->observers, result);
	} else if (check->kind == CHECK_MODEL) {
		/* it judges what the raw entry says: one witness */
		text_list_add_once(&w->observers, "entry");
	} else {
		text_list_add_once(&w->observers, check->observer);
	}
}

static void add_checks(struct witnesses *w, const struct verdict *v, bool strict)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *check = &v->checks[i];

		if (check->ok || (check->issue && !strict))
			continue;
		/* what an observer's question made vm_normal_page*() return is the trace's evidence, too */
		if (check->kind == CHECK_TRACE)
			w->trace = true;
		else
			add_observer(w, check);
	}
}

static void add_log(struct witnesses *w, const struct verdict *v)
{
	for (size_t i = 0; i < v->log.nr; i++)
		if (kmsg_classify(v->log.item[i]) >= KMSG_COMPLAINT)
			text_list_add_once(&w->observers, "kernel log");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_reason(struct witnesses *w, const struct verdict *v)
{
	if (!w->why && v->reason)
		w->why = string_copy(v->reason);
}

static void add_failed(struct witnesses *w, const struct verdict *v, bool strict)
{
	w->hung |= v->outcome == OUTCOME_TIMEOUT;
	w->crashed |= v->outcome == OUTCOME_ABORT;
	text_list_add(&w->tests, v->test);
	add_checks(w, v, strict);
	add_log(w, v);
}

void witnesses_of(struct witnesses *w, const struct results *results, bool strict)
{
	*w = (struct witnesses){ 0 };
	for (size_t i = 0; i < results->nr_verdicts; i++) {
		const struct verdict *v = &results->verdicts[i];

		if (known_verdict_is(v->test))
			continue;
		switch (v->outcome) {
		case OUTCOME_ABORT:
		case OUTCOME_TIMEOUT:
		case OUTCOME_FAIL:
			add_failed(w, v, strict);
			break;
		case OUTCOME_XFAIL:
			if (strict)
				add_failed(w, v, strict);
			else
				w->passed++;
			break;
		case OUTCOME_ERROR:
			w->unrun++;
			/* fall through */
		case OUTCOME_SKIP:
			add_reason(w, v);
			break;
		default:
			/* beside a known issue, which counts here */
			if (strict && v->known.nr)
				add_failed(w, v, strict);
			else
				w->passed++;
			break;
		}
	}
	if (w->observers.nr)
		qsort(w->observers.item, w->observers.nr, sizeof(*w->observers.item), by_text);
}

void witnesses_clear(struct witnesses *w)
{
	string_list_clear(&w->tests);
	string_list_clear(&w->observers);
	free(w->why);
	*w = (struct witnesses){ 0 };
}

size_t witnesses_count(const struct witnesses *w)
{
	return w->observers.nr + w->trace + w->hung;
}

bool witnesses_agree(const struct witnesses *w)
{
	return w->crashed || witnesses_count(w) >= 2;
}
