// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One page, and what each interface says of it. The process runs on: only what holds while the entry is
 * the same before and after is a disagreement.
 */
#include "lib/inspect/pairs.h"
#include "lib/inspect/private.h"
#include "lib/observe/statement.h"

#define TRIES 4

/** enum round - how one round of questions ended */
enum round {
	AGREED,
	DISAGREED,
	CHANGED,
	GONE,
};

static bool keep(void *data, struct inspect_run *run)
{
	*(struct inspect_run *)data = *run;
	return false;
}

static int look(struct inspection *in, uint64_t addr, struct inspect_run *run)
{
	struct runs_reader reader = inspection_reader(in);

	reader.each = keep;
	reader.data = run;
	return runs_read(&reader, addr, addr + PTE_SIZE);
}

static bool unchanged(const struct inspect_run *a, const struct inspect_run *b)
{
	return a->first.level == b->first.level && a->first.at == b->first.at &&
	       !((a->first.value ^ b->first.value) & ~ENTRY_VARYING) && a->frame == b->frame &&
	       a->categories == b->categories;
}

static void add(struct findings *found, const struct inspect_run *run, struct finding *finding)
{
	finding->addr = run->start;
	if (run->raw)
		entry_format(&run->first, finding->entry, sizeof(finding->entry));
	findings_add(found, finding);
}

static void expect(const struct inspection *in, const struct observer *o,
		   const struct inspect_run *run, struct expectation *want)
{
	const struct foreign_vma vma = inspection_vma(in);
	struct stated stated = { .vma = in->place.state, .nr_runs = 1 };

	stated.runs[0] = (struct run){ run->start, run->end, run_page(run) };
	o->expect(in->features, &stated, &stated.runs[0], run->start, want);
	if (o->weaken)
		o->weaken(&vma, want);
}

/* An entry that is not present and not empty: what is in it is the swap code's business. */
static bool is_swapped(const struct inspect_run *run)
{
	if (run->first.level != LEVEL_NONE)
		return false;
	/* as tally_run() counts it */
	return run->raw ? !entry_absent(&run->first) : run->categories & CATEGORY_SWAPPED;
}

static void ask_observer(struct inspection *in, const struct observer *o,
			 const struct inspect_run *run, struct pair_answers *pairs,
			 struct findings *found)
{
	struct question q = { .kernel = in->kernel, .pid = in->options->pid, .addr = run->start,
			      .entry = run->raw ? &run->first : NULL };
	struct expectation want[OBSERVER_FIELDS_MAX] = { 0 };
	struct answer answers[OBSERVER_FIELDS_MAX] = { 0 };
	const struct page_state page = run_page(run);
	struct finding finding;

	if (o->ask(&q, answers) < 0)
		return;
	if (!is_swapped(run))
		expect(in, o, run, want);
	else if (o->expect_swapped)
		o->expect_swapped(want);
	for (unsigned int i = 0; i < o->nr_fields; i++) {
		if (want[i].mask && finding_compare(&finding, in->features, o, i, &answers[i],
						    &want[i], &page, NULL))
			add(found, run, &finding);
	}
	pairs_note(pairs, o, answers);
}

static bool has_pud(const struct inspect_run *run)
{
	return run->first.level == LEVEL_PUD;
}

static void ask_all(struct inspection *in, const struct inspect_run *run, struct findings *found)
{
	struct pair_answers pairs = { 0 };
	struct finding finding;

	if (!run->known)
		return;
	if (model_finding(&finding, in->features, &in->place, run))
		add(found, run, &finding);
	for (unsigned int i = 0; i < in->nr_pages; i++) {
		const struct observer *o = in->pages[i];

		if (!o->zaps_pud || !(has_pud(run) || in->vma.interfaces_left_out))
			ask_observer(in, o, run, &pairs, found);
	}
	if (pairs_finding(&finding, &pairs, run))
		add(found, run, &finding);
}

static enum round ask_round(struct inspection *in, uint64_t addr, struct findings *found)
{
	struct inspect_run before, after;

	findings_begin(found);
	if (look(in, addr, &before))
		return GONE;
	inspection_identify(in, &before);
	ask_all(in, &before, found);
	if (look(in, addr, &after))
		return GONE;
	if (!unchanged(&before, &after))
		return CHANGED;
	return found->nr ? DISAGREED : AGREED;
}

static void tell_changed(struct inspection *in, uint64_t addr)
{
	struct finding finding = { .kind = FINDING_CHANGED, .addr = addr };

	snprintf(finding.interface, sizeof(finding.interface), "page tables");
	findings_add(&in->findings, &finding);
}

/* What disagrees once may have been caught in between; twice in a row it was not. */
void page_check(struct inspection *in, uint64_t addr, bool suspect)
{
	static struct findings found;
	unsigned int disagreed = 0;

	for (unsigned int i = 0; i < TRIES; i++) {
		switch (ask_round(in, addr, &found)) {
		case AGREED:
			if (suspect || disagreed)
				tell_changed(in, addr);
			return;
		case DISAGREED:
			if (++disagreed < 2)
				break;
			for (unsigned int j = 0; j < found.nr; j++)
				findings_add(&in->findings, &found.list[j]);
			return;
		case CHANGED:
			disagreed = 0;
			break;
		case GONE:
			return;
		}
	}
	tell_changed(in, addr);
}

/* The same rules as above, for what is known of a whole run. */
bool run_suspect(const struct inspection *in, const struct inspect_run *run)
{
	struct expectation want[OBSERVER_FIELDS_MAX] = { 0 };
	struct finding finding;

	if (!run->raw)
		return false;
	if (model_finding(&finding, in->features, &in->place, run))
		return true;
	if (!run->asked)
		return false;
	/* whether it is a PFN map, which is passed over, is not known */
	if (!in->place.flags_known && !run->categories)
		return false;
	if (is_swapped(run))
		return (run->categories & (CATEGORY_PRESENT | CATEGORY_SWAPPED)) != CATEGORY_SWAPPED;
	expect(in, in->scan, run, want);
	if (in->reader.words)
		want[0].mask &= CATEGORY_PRESENT | CATEGORY_SWAPPED;
	return (run->categories ^ want[0].value) & want[0].mask;
}
