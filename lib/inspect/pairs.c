// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/pairs.h"

#include <linux/kernel-page-flags.h>

#include "lib/issues/known_issue.h"
#include "lib/observe/pfn.h"
#include "lib/observe/statement.h"

#define KPF(name) (1ull << KPF_##name)

void pairs_note(struct pair_answers *pairs, const struct observer *o,
		const struct answer *answers)
{
	if (o->part == PART_PAGEMAP)
		pairs->pagemap = answers[0];
	else if (o->part == PART_KPAGEFLAGS)
		pairs->flags = answers[0];
	else if (o->part == PART_KPAGECOUNT)
		pairs->count = answers[0];
}

static bool tell(struct finding *finding, const char *interface, const char *field,
		 const char *expected, const char *observed, const char *rule)
{
	*finding = (struct finding){ .rule = rule };
	snprintf(finding->interface, sizeof(finding->interface), "%s", interface);
	snprintf(finding->field, sizeof(finding->field), "%s", field);
	snprintf(finding->expected, sizeof(finding->expected), "%s", expected);
	snprintf(finding->observed, sizeof(finding->observed), "%s", observed);
	return true;
}

/* Large folios may be without counts for each page (CONFIG_NO_PAGE_MAPCOUNT). */
static bool counted(const struct pair_answers *pairs, const struct inspect_run *run)
{
	const uint64_t large = KPF(COMPOUND_HEAD) | KPF(COMPOUND_TAIL) | KPF(HUGE) | KPF(THP);

	return (run->kind == PAGE_ANON || run->kind == PAGE_FILE || run->kind == PAGE_SHMEM) &&
	       pairs->count.given && pairs->flags.given && !(pairs->flags.value & large);
}

bool pairs_finding(struct finding *finding, const struct pair_answers *pairs,
		   const struct inspect_run *run)
{
	char count[40];
	bool exclusive;

	if (!counted(pairs, run))
		return false;
	snprintf(count, sizeof(count), "%llu", (unsigned long long)pairs->count.value);
	if (!pairs->count.value)
		return tell(finding, "kpagecount", "count", "1 or more", count,
			    "Documentation/admin-guide/mm/pagemap.rst: kpagecount, the number of "
			    "times each page is mapped; this entry maps it");
	if (!pairs->pagemap.given || !(pairs->pagemap.value & PAGEMAP_PRESENT))
		return false;
	exclusive = pairs->pagemap.value & PAGEMAP_EXCLUSIVE;
	if (exclusive == (pairs->count.value == 1))
		return false;
	return tell(finding, "kpagecount", "count", exclusive ? "1, as pagemap says EXCLUSIVE"
							       : "not 1, as pagemap says", count,
		    "Documentation/admin-guide/mm/pagemap.rst: bit 56 page exclusively mapped");
}

/* A driver may map what it likes as a special page, but only where its vma says so. */
static bool special_allowed(const struct inspect_place *place)
{
	return !place->flags_known || place->driver ||
	       place->state.flags & (VMA_PFNMAP | VMA_MIXEDMAP | VMA_IO);
}

static void explain(struct finding *finding, const struct known_issue *issue)
{
	if (!issue)
		return;
	finding->kind = FINDING_KNOWN;
	finding->issue = issue->id;
	finding->rule = known_issue_reason(issue);
}

static bool special_finding(struct finding *finding, const struct features *kernel,
			    const struct page_state *page, bool want)
{
	uint64_t bit = want ? ENTRY_SPECIAL : 0;

	tell(finding, "entry", page_kind_name(page->kind),
	     want ? "the special bit" : "no special bit", want ? "none" : "the special bit",
	     "mm/memory.c:__vm_normal_page(), kernel-doc: special mappings");
	explain(finding, known_issue_match(kernel, "entry", "value", page, ENTRY_SPECIAL, bit,
					   bit ^ ENTRY_SPECIAL));
	return true;
}

static bool class_finding(struct finding *finding, const struct features *kernel,
			  const struct page_state *page, enum page_class want, enum page_class got)
{
	tell(finding, "model", page_kind_name(page->kind), page_class_name(want),
	     page_class_name(got), "mm/memory.c:__vm_normal_page(), kernel-doc");
	explain(finding, known_issue_match(kernel, "model", "class", page, ~0ull, 1ull << want,
					   1ull << got));
	return true;
}

bool model_finding(struct finding *finding, const struct features *kernel,
		   const struct inspect_place *place, const struct inspect_run *run)
{
	struct entry_facts facts = run_facts(kernel, run);
	struct page_state page = run_page(run);
	enum page_class want, got;
	bool special;

	if (!run->raw || run->first.level == LEVEL_NONE || place->state.flags & VMA_HUGETLB)
		return false;
	special = model_entry_special(kernel, &place->state, &page);
	want = model_class_of(kernel, &page);
	got = model_classify(kernel, &place->state, &facts);
	if (special != facts.special)
		return special_finding(finding, kernel, &page, special);
	if (want != got)
		return class_finding(finding, kernel, &page, want, got);
	if (run->kind == PAGE_PFN && !special_allowed(place))
		return tell(finding, "entry", "in a vma that is no PFN map", "no special bit",
			    "the special bit", "mm/memory.c:__vm_normal_page(), kernel-doc: "
			    "VM_PFNMAP and VM_MIXEDMAP");
	return false;
}
