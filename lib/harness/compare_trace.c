// SPDX-License-Identifier: GPL-2.0-or-later
/* What vm_normal_page*() answered its callers, against the class of the page asked about. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/harness/compare.h"

static enum level level_of_function(const char *function)
{
	if (!strcmp(function, "vm_normal_page"))
		return LEVEL_PTE;
	if (!strcmp(function, "vm_normal_page_pmd"))
		return LEVEL_PMD;
	if (!strcmp(function, "vm_normal_page_pud"))
		return LEVEL_PUD;
	return LEVEL_NONE;
}

bool compare_is_asked(const struct comparison *c, const struct trace_call *call)
{
	return call->addr >= c->st->vma.start && call->addr < c->st->vma.end && call->returned &&
	       call->section[0];
}

static bool about_this_vma(const struct comparison *c, const struct trace_call *call)
{
	return compare_is_asked(c, call) && level_of_function(call->probe->function) != LEVEL_NONE;
}

/*
 * The page returned must be the one in the entry that was passed. That of a grant in a Xen PV guest
 * is the page whose machine frame was replaced by the granted one (set_foreign_p2m_mapping()).
 */
static bool page_right(struct comparison *c, const struct trace_call *call)
{
	struct entry entry = { .level = level_of_function(call->probe->function),
			       .value = trace_value(call, "entry") };
	uint64_t pfn = kernel_page_to_pfn(c->s->kernel, call->ret);

	return !pfn || kernel_frame(c->s->kernel, pfn) == entry_pfn(&entry);
}

static enum page_class class_of(const struct comparison *c, const struct run *run)
{
	return model_class_of(kernel_features(c->s->kernel), &run->page);
}

/* hugetlb's entries are a pte_t at every level: fs/proc/task_mmu.c smaps_hugetlb_range() up to 6.1 */
static bool level_right(const struct comparison *c, const struct run *run,
			const struct trace_call *call)
{
	enum level level = level_of_function(call->probe->function);

	return run->page.level == level ||
	       (c->st->vma.flags & VMA_HUGETLB && level == LEVEL_PTE);
}

static bool call_right(struct comparison *c, const struct trace_call *call)
{
	const struct run *run = compare_run_at(c->st, call->addr);

	switch (class_of(c, run)) {
	case CLASS_SPECIAL:
		return !call->ret && level_right(c, run, call);
	case CLASS_NORMAL:
		return call->ret && level_right(c, run, call) && page_right(c, call);
	default:
		return false;
	}
}

/**
 * struct site - calls of one function by one caller while one observer was asked, with one kind of answer
 * @first: number of the first one in the log
 * @shown: the first wrong one, or else the first one
 * @calls, @wrong: how many
 */
struct site {
	size_t first, shown;
	unsigned int calls, wrong;
};

static bool same_site(const struct trace_call *a, const struct trace_call *b)
{
	return a->probe == b->probe && !!a->ret == !!b->ret &&
	       !strcmp(a->section, b->section) && !strcmp(a->caller, b->caller);
}

/* the last one first: a walk makes the same call for page after page */
static struct site *find_site(const struct trace_log *log, struct site *sites, size_t nr, size_t i)
{
	while (nr--)
		if (same_site(&log->calls[sites[nr].first], &log->calls[i]))
			return &sites[nr];
	return NULL;
}

static struct site *add_site(struct site **sites, size_t *nr, size_t first)
{
	/* grows at powers of two */
	if (!(*nr & (*nr - 1))) {
		*sites = reallocarray(*sites, *nr ? 2 * *nr : 1, sizeof(**sites));
		if (!*sites)
			abort();
	}
	(*sites)[*nr] = (struct site){ .first = first, .shown = first };
	return &(*sites)[(*nr)++];
}

static void judge_site(struct comparison *c, const struct site *site)
{
	const struct trace_call *call = &c->s->calls.calls[site->shown];
	char field[160], expected[96], line[TRACE_CALL_TEXT], observed[TRACE_CALL_TEXT + 32];
	const struct run *run = compare_run_at(c->st, call->addr);
	struct explanation why = { 0 };

	snprintf(field, sizeof(field), "%s to %s", call->probe->function, call->caller);
	snprintf(expected, sizeof(expected), "%s",
		 class_of(c, run) == CLASS_SPECIAL ? "NULL" :
		 class_of(c, run) == CLASS_NORMAL ? "the page in the entry" :
		 "no call");
	trace_call_format(call, line, sizeof(line));
	if (site->wrong) {
		snprintf(observed, sizeof(observed), "%u of %u calls: %s", site->wrong, site->calls, line);
		why = compare_explain(c, call->section, field, &run->page, 1, 1, !!call->ret);
	}
	compare_emit(c, CHECK_TRACE, call->section, field, call->addr, expected,
		     site->wrong ? observed : expected, "mm/memory.c __vm_normal_page()", !site->wrong, &why);
	scenario_emit_line(c->s, "trace", "%s: %s%s", call->section, line,
			   site->calls > 1 ? " ..." : "");
}

static void judge_sites(struct comparison *c)
{
	const struct trace_log *log = &c->s->calls;
	guarded(free) struct site *sites = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < log->nr_calls; i++) {
		struct site *site;

		if (!about_this_vma(c, &log->calls[i]))
			continue;
		site = find_site(log, sites, nr, i);
		if (!site)
			site = add_site(&sites, &nr, i);
		site->calls++;
		if (!call_right(c, &log->calls[i]) && !site->wrong++)
			site->shown = i;
	}
	for (size_t i = 0; i < nr; i++)
		judge_site(c, &sites[i]);
}

static bool is_callback(const struct trace_call *call)
{
	return strstr(call->probe->function, "find_normal_page") ||
	       strstr(call->probe->function, "find_special_page");
}

/*
 * The callback that vm_normal_page() call number @i made, NULL if it made none: between it and the next call of the
 * thread, or the one before if the end of calls is what was noted.
 */
static const struct trace_call *callback_of(const struct trace_log *log, size_t i)
{
	const struct trace_call *asking = &log->calls[i];

	for (size_t j = i; asking->at_return ? j-- > 0 : ++j < log->nr_calls;) {
		const struct trace_call *call = &log->calls[j];

		if (call->pid != asking->pid)
			continue;
		if (level_of_function(call->probe->function) != LEVEL_NONE)
			return NULL;
		if (call->addr == asking->addr && is_callback(call))
			return call;
	}
	return NULL;
}

/*
 * include/linux/mm.h, vm_operations_struct.find_normal_page: "called by vm_normal_page() for special
 * PTEs to find the page for @addr". Where a vma has it, every call must ask it and return its page.
 */
static void check_callback(struct comparison *c, const struct observer *o)
{
	const struct trace_log *log = &c->s->calls;
	unsigned int calls = 0, silent = 0, other = 0;
	char observed[96];

	for (size_t i = 0; i < log->nr_calls; i++) {
		const struct trace_call *callback;

		if (strcmp(log->calls[i].section, o->name) ||
		    !about_this_vma(c, &log->calls[i]))
			continue;
		calls++;
		callback = callback_of(log, i);
		silent += !callback == c->st->vma.find_normal_page;
		other += callback && callback->ret != log->calls[i].ret;
	}
	if (!calls)
		return;
	snprintf(observed, sizeof(observed), "%u of %u calls wrongly %s it, %u returned another page",
		 silent, calls, c->st->vma.find_normal_page ? "without" : "with", other);
	compare_emit(c, CHECK_TRACE, o->name, "find_normal_page()", 0,
		     c->st->vma.find_normal_page ? "called each time, its page returned"
						 : "not called",
		     silent || other ? observed :
		     c->st->vma.find_normal_page ? "called each time, its page returned"
						 : "not called",
		     "include/linux/mm.h vm_operations_struct", !silent && !other, NULL);
}

/* only where the callback that this vma may have can be traced */
static bool callback_traced(const struct comparison *c)
{
	return c->st->vma.flags & VMA_MIXEDMAP &&
	       (trace_has(c->s->trace, "gntdev_vma_find_normal_page") ||
		trace_has(c->s->trace, "gntdev_vma_find_special_page"));
}

static bool caller_is(const struct trace_call *call, const char *const *walkers)
{
	for (; *walkers; walkers++)
		if (!strncmp(call->caller, *walkers, strlen(*walkers)))
			return true;
	return false;
}

static bool consulted(const struct comparison *c, const struct observer *o,
		      const struct run *run)
{
	const struct trace_log *log = &c->s->calls;

	for (size_t i = 0; i < log->nr_calls; i++) {
		const struct trace_call *call = &log->calls[i];

		if (call->addr >= run->start && call->addr < run->end &&
		    !strcmp(call->section, o->name) && about_this_vma(c, call) &&
		    caller_is(call, o->walkers))
			return true;
	}
	return false;
}

/* an interface that should have asked vm_normal_page*() and did not has answered by luck */
static void check_consulted(struct comparison *c, const struct observer *o)
{
	const struct features *features = kernel_features(c->s->kernel);

	if (!o->walkers || !o->consults || !observer_usable(c->s->kernel, o))
		return;
	for (unsigned int i = 0; i < c->st->nr_runs; i++) {
		const struct run *run = &c->st->runs[i];
		struct explanation why;

		if (!o->consults(features, &c->st->vma, &run->page))
			continue;
		if (consulted(c, o, run))
			continue;
		why = compare_explain(c, o->name, "vm_normal_page*", &run->page, 1, 1, 0);
		compare_emit(c, CHECK_TRACE, o->name, "vm_normal_page*", run->start, "consulted", "not called",
			     o->walkers[0], false, &why);
	}
}

void compare_trace(struct comparison *c)
{
	if (c->s->calls.overrun) {
		compare_emit(c, CHECK_TRACE, CHECK_OBSERVER_TRACE, "events", 0, "all kept", "some lost",
			     "the trace buffer was too small", false, NULL);
		return;
	}
	judge_sites(c);
	for (const struct observer *const *o = observers_sorted(); *o; o++) {
		check_consulted(c, *o);
		if (callback_traced(c))
			check_callback(c, *o);
	}
}
