// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/side_effect.h"

#include <string.h>

#include "lib/base/owned_string.h"

#define FIELD "side effect"
/* Documentation/admin-guide/mm/pagemap.rst and Documentation/filesystems/proc.rst name no effect */
#define RULE "reading an interface changes no page table"

void entry_list_add(struct entry_list *list, uint64_t addr, uint64_t value)
{
	if (list->nr == list->room) {
		list->room = list->room ? 2 * list->room : 64;
		list->entry = reallocarray(list->entry, list->room, sizeof(*list->entry));
		if (!list->entry)
			abort();
	}
	list->entry[list->nr++] = (struct raw_entry){ addr, value };
}

/* the accessed bit is cleared at any time where pages are aged (mm/vmscan.c, mm/rmap.c) */
static bool has_changed(uint64_t before, uint64_t after, uint64_t touches)
{
	before |= after & touches;
	return after != before && after != (before & ~ENTRY_ACCESSED);
}

void entry_changes(const struct entry_list *before, const struct entry_list *after, uint64_t touches,
		   void (*each)(void *data, uint64_t addr, uint64_t before, uint64_t after),
		   void *data)
{
	for (size_t i = 0, j = 0; i < before->nr || j < after->nr;) {
		uint64_t was = i < before->nr ? before->entry[i].addr : ~0ull;
		uint64_t is = j < after->nr ? after->entry[j].addr : ~0ull;
		uint64_t old = was <= is ? before->entry[i++].value : 0;
		uint64_t new = is <= was ? after->entry[j++].value : 0;

		if (has_changed(old, new, touches))
			each(data, was < is ? was : is, old, new);
	}
}

static void add(void *data, uint64_t addr, uint64_t value)
{
	entry_list_add(data, addr, value);
}

static int read_entries(const struct comparison *c, struct entry_list *list)
{
	list->nr = 0;
	return pagetable_each(c->s->kernel, getpid(), c->st->vma.start, c->st->vma.end, add, list);
}

void baseline_read(struct comparison *c, struct baseline *b)
{
	b->readable = !read_entries(c, &b->before);
}

/* map a page again that a known issue took away, for the observers that come after */
static void touch_again(const struct comparison *c, uint64_t addr)
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

/**
 * struct effects - what one observer did to the entries
 * @first, @value, @now: where it first changed one of @run, what that was, and what it is now
 * @why: the first one in numbers, and what explains them all
 * @nr: how many of @run it changed that way; 0: none is waiting to be sent
 * @touched: pages were mapped again
 */
struct effects {
	struct comparison *c;
	const struct observer *o;
	const struct run *run;
	struct explanation why;
	uint64_t first, value;
	struct entry now;
	size_t nr;
	bool touched;
};

/* a run whose entries all changed is one effect */
static void send(struct effects *e)
{
	guarded(free) char *before = NULL;
	guarded(free) char *after = NULL;
	char now[96];

	if (!e->nr)
		return;
	entry_format(&e->now, now, sizeof(now));
	before = string_format("entry stays %016llx", (unsigned long long)e->value);
	after = e->nr > 1 ? string_format("%s (%zu entries changed)", now, e->nr)
			  : string_copy(now);
	compare_emit(e->c, CHECK_SIDE_EFFECT, e->o->name, FIELD, e->first, before, after, RULE, false, &e->why);
	e->nr = 0;
}

static void on_change(void *data, uint64_t addr, uint64_t before, uint64_t after)
{
	struct effects *e = data;
	const struct run *run = compare_run_at(e->c->st, addr);
	struct explanation why = compare_explain(e->c, e->o->name, FIELD, &run->page, ~0ull, before, after);

	if (run != e->run || why.issue != e->why.issue)
		send(e);
	e->run = run;
	if (!e->nr)
		e->why = why;
	if (!e->nr++) {
		e->first = addr;
		e->value = before;
		if (pagetable_walk(e->c->s->kernel, getpid(), addr, &e->now))
			e->now = (struct entry){ .value = after };
	}
	if (why.issue) {
		touch_again(e->c, addr);
		e->touched = true;
	}
}

void baseline_check(struct comparison *c, const struct observer *o, struct baseline *b)
{
	struct effects effects = { .c = c, .o = o };
	struct entry_list old = b->before;
	int rc;

	if (!b->readable)
		return;
	rc = read_entries(c, &b->after);
	if (rc) {
		compare_emit(c, CHECK_SIDE_EFFECT, o->name, FIELD, 0, "entries that can be read", strerror(-rc), RULE,
			     false, NULL);
		return;
	}
	entry_changes(&b->before, &b->after, o->touches, on_change, &effects);
	send(&effects);
	if (effects.touched)
		b->readable = !read_entries(c, &b->after);
	b->before = b->after;
	b->after = old;
}
