// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/tally.h"

#include "lib/observe/categories.h"

void tally_run(struct inspect_counts *counts, const struct inspect_run *run)
{
	uint64_t pages = (run->end - run->start) / PTE_SIZE;
	enum level level = run->first.level;
	uint64_t entries;

	if (!run->known) {
		counts->unknown += pages;
	} else if (level == LEVEL_NONE) {
		if (run->raw ? entry_absent(&run->first)
			     : !(run->categories & CATEGORY_SWAPPED))
			counts->absent += pages;
		else
			counts->swapped += pages;
	} else {
		/* a range may begin or end within a large entry */
		entries = (run->end - 1) / level_size(level) - run->start / level_size(level) + 1;
		counts->class[run->class][level] += entries;
		counts->kind[run->kind][level] += entries;
	}
}

void tally_sum(struct inspect_counts *a, const struct inspect_counts *b)
{
	for (unsigned int level = 0; level < NR_LEVELS; level++) {
		for (unsigned int i = 0; i < NR_CLASSES; i++)
			a->class[i][level] += b->class[i][level];
		for (unsigned int i = 0; i < NR_PAGE_KINDS; i++)
			a->kind[i][level] += b->kind[i][level];
	}
	a->absent += b->absent;
	a->swapped += b->swapped;
	a->unknown += b->unknown;
}

void tally_stated(const struct inspect_counts *counts, const struct vma_state *vma,
		  struct stated *stated)
{
	*stated = (struct stated){ .vma = *vma };
	for (enum page_kind kind = PAGE_ZERO; kind < NR_PAGE_KINDS; kind++) {
		for (enum level level = LEVEL_PTE; level < NR_LEVELS; level++) {
			uint64_t size = counts->kind[kind][level] * level_size(level);
			struct run *run = &stated->runs[stated->nr_runs];

			if (!size)
				continue;
			*run = (struct run){ vma->start, vma->start + size,
					     { .kind = kind, .level = level,
					       .mapcount = MAPCOUNT_UNKNOWN } };
			stated->nr_runs++;
		}
	}
}
