// SPDX-License-Identifier: GPL-2.0-or-later
/* Holds every observer and the raw entries against what a scenario states of a mapping. */
#include <errno.h>
#include <string.h>

#include "lib/harness/compare.h"
#include "lib/harness/positions.h"
#include "lib/harness/side_effect.h"

/* what a step takes its time for, beside observers: reading and judging the trace, and raw entries */
#define TOOK_TRACE "the trace"
#define TOOK_ENTRIES "raw entries"

static void make_stated(struct scenario *s, struct stated *st, const struct mapping *m,
			const struct run *runs, size_t nr_runs)
{
	st->vma = (struct vma_state){
		.start = (uintptr_t)m->addr,
		.end = (uintptr_t)m->addr + m->size,
		.flags = m->flags,
		.find_normal_page = m->find_normal_page,
	};
	if (nr_runs > STATED_RUNS_MAX)
		scenario_broken(s, "a scenario states %zu runs, at most %d are possible", nr_runs,
				STATED_RUNS_MAX);
	st->nr_runs = (unsigned int)nr_runs;
	for (size_t i = 0; i < nr_runs; i++) {
		struct run *run = &st->runs[i];

		*run = runs[i];
		run->start += st->vma.start;
		run->end += st->vma.start;
		if (!run->page.mapcount && model_class_of(kernel_features(s->kernel), &run->page) == CLASS_NORMAL)
			run->page.mapcount = 1;
	}
}

static void emit_stated(struct comparison *c)
{
	const struct features *features = kernel_features(c->s->kernel);

	for (unsigned int i = 0; i < c->st->nr_runs; i++) {
		const struct run *run = &c->st->runs[i];

		scenario_emit_stated(c->s, &(struct stated_run){
			.step = (char *)c->step,
			.start = run->start - c->st->vma.start,
			.end = run->end - c->st->vma.start,
			.kind = (char *)page_kind_name(run->page.kind),
			.level = (char *)level_name(run->page.level),
			.class = (char *)page_class_name(model_class_of(features, &run->page)) });
	}
}

static void ask_observer(struct comparison *c, const struct observer *o,
			 const struct positions *positions)
{
	double start = scenario_clock(c->s);
	char mark[64];

	if (c->s->trace) {
		snprintf(mark, sizeof(mark), "%s", o->name);
		trace_mark(c->s->trace, mark);
	}
	compare_answers(c, o, positions->addr, positions->nr);
	scenario_took(c->s, o->name, start);
}

/* of each step, as evidence: they are not judged by themselves */
#define SETUP_CALLS 8

static void emit_setup_trace(struct scenario *s)
{
	char line[TRACE_CALL_TEXT], last[TRACE_CALL_TEXT] = "";
	size_t shown = 0;

	for (size_t i = 0; i < s->calls.nr_calls; i++) {
		trace_call_format(&s->calls.calls[i], line, sizeof(line));
		/* a fault that is repeated page by page says nothing new */
		if (!strcmp(line, last))
			continue;
		if (shown++ < SETUP_CALLS)
			scenario_emit_line(s, "trace", "%s", line);
		strcpy(last, line);
	}
	if (shown > SETUP_CALLS)
		scenario_emit_line(s, "trace", "... (%zu calls more)", shown - SETUP_CALLS);
}

/* what is about the whole process costs a walk of all of it: once for each group of tests will do */
static bool asked_before(const struct observer *o, bool *asked)
{
	bool before = o->scope == OBSERVE_PROCESS && *asked;

	*asked = true;
	return before;
}

void expect_runs(struct scenario *s, const char *step, const struct mapping *m,
		 const struct run *runs, size_t nr_runs)
{
	const struct observer *const *all = observers_sorted();
	struct stated st;
	struct comparison c = { .s = s, .step = step, .st = &st };
	/* large, and kept: what is allocated between two observers would be in what the second one sees */
	static struct positions positions;
	static struct baseline baseline;
	double start;

	make_stated(s, &st, m, runs, nr_runs);
	positions_choose(&st, &positions);
	start = scenario_clock(s);
	scenario_take_calls(s);
	emit_setup_trace(s);
	trace_log_clear(&s->calls);
	scenario_took(s, TOOK_TRACE, start);
	start = scenario_clock(s);
	emit_stated(&c);
	compare_entries(&c);
	baseline_read(&c, &baseline);
	scenario_took(s, TOOK_ENTRIES, start);
	for (size_t i = 0; all[i]; i++) {
		if (!observer_usable(s->kernel, all[i]) || asked_before(all[i], &s->asked[i]))
			continue;
		ask_observer(&c, all[i], &positions);
		start = scenario_clock(s);
		baseline_check(&c, all[i], &baseline);
		scenario_took(s, TOOK_ENTRIES, start);
	}
	start = scenario_clock(s);
	if (scenario_take_calls(s)) {
		compare_trace(&c);
		compare_walk(&c);
		compare_status(&c);
	}
	trace_log_clear(&s->calls);
	if (s->trace)
		trace_mark(s->trace, "");
	scenario_took(s, TOOK_TRACE, start);
	scenario_flush(s);
}
