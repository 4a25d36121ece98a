// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/positions.h"

static void add(struct positions *p, uint64_t addr)
{
	/* the ends and the middle of one or two pages are the same */
	if (!p->nr || p->addr[p->nr - 1] != addr)
		p->addr[p->nr++] = addr;
}

static void add_range(struct positions *p, uint64_t start, uint64_t end)
{
	if (start >= end)
		return;
	add(p, start);
	add(p, (start + (end - start) / 2) & ~(PTE_SIZE - 1));
	add(p, end - PTE_SIZE);
}

void positions_choose(const struct stated *st, struct positions *p)
{
	uint64_t behind = st->vma.start;

	p->nr = 0;
	for (unsigned int i = 0; i < st->nr_runs; i++) {
		const struct run *run = &st->runs[i];

		add_range(p, behind, run->start);
		add_range(p, run->start, run->end);
		behind = run->end;
	}
	add_range(p, behind, st->vma.end);
}
