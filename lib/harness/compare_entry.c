// SPDX-License-Identifier: GPL-2.0-or-later
/* Raw entries against the model: the class that the rule gives them, and the page behind them. */
#include <string.h>

#include "lib/harness/compare.h"
#include "lib/kernel/entry_runs.h"

static struct entry_facts facts_of(struct kernel *kernel, const struct entry *entry)
{
	bool mapped = entry->level != LEVEL_NONE;
	uint64_t pfn = mapped ? entry_pfn(entry) : 0;

	return (struct entry_facts){
		.level = entry->level,
		.special = mapped && entry->value & ENTRY_SPECIAL,
		.huge_zero = mapped && kernel_frame_is_huge_zero(kernel, pfn),
		.zero = mapped && kernel_frame_is_zero(kernel, pfn),
		.devmap = mapped && entry_devmap(kernel_features(kernel), entry),
	};
}

static const char *identity(const struct entry_facts *facts)
{
	if (facts->level == LEVEL_NONE)
		return "nothing";
	return facts->huge_zero ? "huge zero folio" : facts->zero ? "zero page" : "another page";
}

static const char *stated_identity(const struct page_state *page)
{
	if (page->level == LEVEL_NONE)
		return "nothing";
	if (page->kind == PAGE_HUGE_ZERO || page->kind == PAGE_ZERO)
		return page_kind_name(page->kind);
	return "another page";
}

static void compare_entry(struct comparison *c, const struct run *run)
{
	const struct features *features = kernel_features(c->s->kernel);
	enum page_class stated, class;
	struct explanation why = { 0 };
	const char *want, *got;
	struct entry_facts facts;
	struct entry entry;
	char text[160];

	if (pagetable_walk(c->s->kernel, getpid(), run->start, &entry))
		return;
	facts = facts_of(c->s->kernel, &entry);
	entry_format(&entry, text, sizeof(text));
	scenario_emit_line(c->s, "entries", "%s, +0x%llx: %s", c->step,
			   (unsigned long long)(run->start - c->st->vma.start), text);
	stated = model_class_of(features, &run->page);
	class = model_classify(features, &c->st->vma, &facts);
	if (stated != class)
		why = compare_explain(c, "model", "class", &run->page, ~0ull, 1ull << stated, 1ull << class);
	compare_emit(c, CHECK_MODEL, "model", "class", run->start, page_class_name(stated),
		     page_class_name(class), "mm/memory.c __vm_normal_page()", stated == class, &why);
	if (entry_absent(&entry))
		scenario_emit_line(c->s, "summary", "nothing");
	else
		scenario_emit_line(c->s, "summary", "%s %llx %s: %s", level_name(entry.at),
				   (unsigned long long)entry.value,
				   page_kind_name(run->page.kind), page_class_name(class));
	want = stated_identity(&run->page);
	got = identity(&facts);
	if (facts.huge_zero || facts.zero || !strcmp(want, "nothing") || kernel_zero_pfn(c->s->kernel))
		compare_emit(c, CHECK_MODEL, "model", "page", run->start, want, got,
			     "the scenario states what the page is", !strcmp(want, got), NULL);
}

void compare_entries(struct comparison *c)
{
	struct run all = { .start = c->st->vma.start, .end = c->st->vma.end };

	if (kernel_memory_error(c->s->kernel))
		return;
	for (unsigned int i = 0; i < c->st->nr_runs; i++)
		compare_entry(c, &c->st->runs[i]);
	if (!c->st->nr_runs)
		compare_entry(c, &all);
}
