// SPDX-License-Identifier: GPL-2.0-or-later
/* Holds every observer and the raw entries against what a scenario states of a mapping. */
#include <errno.h>
#include <string.h>

#include "lib/harness/compare.h"

#define POSITIONS_MAX 12

/** struct positions - the addresses that are looked at one by one */
struct positions {
	uint64_t addr[POSITIONS_MAX];
	unsigned int nr;
};

static void add_position(struct positions *p, uint64_t addr)
{
	for (unsigned int i = 0; i < p->nr; i++)
		if (p->addr[i] == addr)
			return;
	if (p->nr < POSITIONS_MAX)
		p->addr[p->nr++] = addr;
}

/* both ends and the middle of each run, and both ends of the gaps, where off-by-one errors live */
static void choose_positions(const struct stated *st, struct positions *p)
{
	uint64_t behind = st->vma.start;

	p->nr = 0;
	for (unsigned int i = 0; i < st->nr_runs; i++) {
		const struct run *run = &st->runs[i];
		uint64_t middle = run->start + (run->end - run->start) / 2;

		if (behind < run->start)
			add_position(p, run->start - PTE_SIZE);
		add_position(p, run->start);
		add_position(p, middle & ~(PTE_SIZE - 1));
		add_position(p, run->end - PTE_SIZE);
		behind = run->end;
		if (behind < st->vma.end)
			add_position(p, behind);
	}
	if (!st->nr_runs)
		add_position(p, st->vma.start);
	add_position(p, st->vma.end - PTE_SIZE);
}

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
	char mark[64];

	if (c->s->trace) {
		snprintf(mark, sizeof(mark), "%s", o->name);
		trace_mark(c->s->trace, mark);
	}
	compare_answers(c, o, positions->addr, positions->nr);
}

#define BASELINE_MAX 4

/** struct baseline - raw entries before anybody looked: one of each of the first runs */
struct baseline {
	uint64_t addr[BASELINE_MAX];
	uint64_t value[BASELINE_MAX];
	unsigned int nr;
};

static void add_baseline(struct comparison *c, struct baseline *b, uint64_t addr)
{
	struct entry entry;

	if (b->nr == BASELINE_MAX || pagetable_walk(c->s->kernel, getpid(), addr, &entry))
		return;
	b->addr[b->nr] = addr;
	b->value[b->nr++] = entry.value;
}

static void read_baseline(struct comparison *c, struct baseline *b)
{
	b->nr = 0;
	for (unsigned int i = 0; i < c->st->nr_runs; i++)
		add_baseline(c, b, c->st->runs[i].start);
	if (!c->st->nr_runs)
		add_baseline(c, b, c->st->vma.start);
}

/* map a page again that a known issue took away, for the observers that come after */
static void touch_again(struct comparison *c, uint64_t addr)
{
	const struct page_state *page = &compare_run_at(c->st, addr)->page;
	volatile char *byte = (volatile char *)(uintptr_t)addr;
	char value;

	if (page->level == LEVEL_NONE || !(c->st->vma.flags & VMA_READ))
		return;
	value = *byte;
	if (page->dirty && page->writable)
		*byte = value;
}

static void emit_side_effect(struct comparison *c, const struct observer *o, uint64_t addr,
			     uint64_t value, const struct entry *entry)
{
	const char *issue = compare_issue(c, o->name, "side effect",
					  &compare_run_at(c->st, addr)->page, ~0ull, value,
					  entry->value);
	char before[96], after[96];

	snprintf(before, sizeof(before), "entry stays %016llx", (unsigned long long)value);
	entry_format(entry, after, sizeof(after));
	compare_emit(c, o->name, "side effect", addr, before, after,
		     "reading an interface changes no page table", false, issue);
	if (issue)
		touch_again(c, addr);
}

/* the accessed bit is cleared by whoever ages pages, at any time (mm/vmscan.c, mm/rmap.c) */
static bool has_changed(uint64_t before, const struct entry *now)
{
	return now->value != before && now->value != (before & ~ENTRY_ACCESSED);
}

/* looking must not change: Documentation/admin-guide/mm/pagemap.rst and proc.rst name no effect */
static void check_side_effect(struct comparison *c, const struct observer *o, struct baseline *b)
{
	for (unsigned int i = 0; i < b->nr; i++) {
		struct entry entry;

		if (pagetable_walk(c->s->kernel, getpid(), b->addr[i], &entry))
			continue;
		b->value[i] |= entry.value & o->touches;
		if (!has_changed(b->value[i], &entry))
			continue;
		emit_side_effect(c, o, b->addr[i], b->value[i], &entry);
		if (!pagetable_walk(c->s->kernel, getpid(), b->addr[i], &entry))
			b->value[i] = entry.value;
	}
}

static void emit_setup_trace(struct scenario *s)
{
	char line[TRACE_CALL_TEXT], last[TRACE_CALL_TEXT] = "";
	unsigned int shown = 0;

	for (size_t i = 0; i < s->calls.nr_calls && shown < 8; i++) {
		trace_call_format(&s->calls.calls[i], line, sizeof(line));
		/* a fault that is repeated page by page says nothing new */
		if (!strcmp(line, last))
			continue;
		scenario_emit_line(s, "trace", "%s", line);
		strcpy(last, line);
		shown++;
	}
}

/* what is about the whole process costs a walk of all of it: once for each group of tests will do */
static bool asked_before(struct scenario *s, const struct observer *o)
{
	uint64_t bit = 1ull << o->order % 64;
	bool before = o->scope == OBSERVE_PROCESS && s->asked->observers & bit;

	s->asked->observers |= bit;
	return before;
}

void expect_runs(struct scenario *s, const char *step, const struct mapping *m,
		 const struct run *runs, size_t nr_runs)
{
	struct stated st;
	struct comparison c = { .s = s, .step = step, .st = &st };
	struct positions positions;
	struct baseline baseline;

	make_stated(s, &st, m, runs, nr_runs);
	choose_positions(&st, &positions);
	scenario_take_calls(s);
	emit_setup_trace(s);
	trace_log_clear(&s->calls);
	emit_stated(&c);
	compare_entries(&c);
	read_baseline(&c, &baseline);
	for (const struct observer *const *o = observers_sorted(); *o; o++) {
		if (!observer_usable(s->kernel, *o) || asked_before(s, *o))
			continue;
		ask_observer(&c, *o, &positions);
		check_side_effect(&c, *o, &baseline);
	}
	if (scenario_take_calls(s)) {
		compare_trace(&c);
		compare_walk(&c);
		compare_status(&c);
	}
	trace_log_clear(&s->calls);
	if (s->trace)
		trace_mark(s->trace, "");
	scenario_flush(s);
}
