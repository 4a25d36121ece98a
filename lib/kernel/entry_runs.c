// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/entry_runs.h"

#include <errno.h>

#include "lib/kernel/private.h"

#define TABLE_ENTRIES 512

/**
 * struct walker - a walk under way
 * @run: the run so far; empty at first
 * @depth: of the table that the run's entries are in; 0 while nothing is mapped there
 * @zero, @huge_zero: their first frames; 0: none, or not known
 * @alike_from, @alike_size: physical addresses that are the same kind of frame as the run's
 * @address: bits of an entry that are a physical address
 * @tables: one buffer for each level; of the five only those used are touched
 */
struct walker {
	struct kernel *kernel;
	const struct entry_walk *walk;
	struct entry_run run;
	unsigned int depth;
	uint64_t alike_from;
	uint64_t alike_size;
	uint64_t address;
	uint64_t zero;
	uint64_t huge_zero;
	uint64_t tables[6][TABLE_ENTRIES];
	bool stopped;
};

static void alike(struct walker *w, uint64_t from, uint64_t end)
{
	w->alike_from = from;
	w->alike_size = end - from;
}

/* The range of RAM that has an address, or the gap between two. */
static bool find_ram(struct walker *w, uint64_t phys, uint64_t *start, uint64_t *end)
{
	uint64_t from, to;

	*start = 0;
	*end = ENTRY_FRAME;
	for (unsigned int i = 0; kcore_ram(w->kernel->kcore, i, &from, &to); i++) {
		if (phys >= from && phys < to) {
			*start = from;
			*end = to;
			return true;
		}
		if (to <= phys && to > *start)
			*start = to;
		if (from > phys && from < *end)
			*end = from;
	}
	return false;
}

/* up to the zero page or the huge zero folio on either side */
static void alike_frames(struct walker *w, uint64_t phys, uint64_t start, uint64_t end)
{
	const uint64_t zeros[2][2] = {
		{ w->zero * PTE_SIZE, PTE_SIZE }, { w->huge_zero * PTE_SIZE, PMD_SIZE },
	};

	for (unsigned int i = 0; i < 2; i++) {
		if (!zeros[i][0])
			continue;
		if (zeros[i][0] > phys && zeros[i][0] < end)
			end = zeros[i][0];
		if (zeros[i][0] < phys && zeros[i][0] + zeros[i][1] > start)
			start = zeros[i][0] + zeros[i][1];
	}
	alike(w, start, end);
}

/* What a frame is, and for how far around it (in physical addresses) the answer is the same. */
static enum frame_kind frame_kind(struct walker *w, const struct entry *entry)
{
	uint64_t frame = entry_pfn(entry), phys = frame * PTE_SIZE, start, end;
	struct p2m *p2m = kernel_p2m(w->kernel);
	bool ram;

	alike(w, 1, 1);	/* nothing else */
	if (w->zero && frame == w->zero)
		return FRAME_ZERO;
	if (w->huge_zero && frame - w->huge_zero < PMD_SIZE / PTE_SIZE)
		return FRAME_HUGE_ZERO;
	if (p2m)
		return p2m_pfn(p2m, w->kernel->kcore, frame) == P2M_INVALID ? FRAME_OTHER
									    : FRAME_RAM;
	ram = find_ram(w, phys, &start, &end);
	/* the inverted frame of an entry without the present bit is not looked at again */
	if (entry->value & ENTRY_PRESENT)
		alike_frames(w, phys, start, end);
	return ram ? FRAME_RAM : FRAME_OTHER;
}

static void give(struct walker *w)
{
	if (w->run.end > w->run.start && !w->stopped)
		w->stopped = !w->walk->each(w->walk->data, &w->run);
}

static bool same_kind(const struct entry_run *a, const struct entry *b, enum frame_kind frame)
{
	if (a->first.level != b->level || a->frame != frame)
		return false;
	if (b->level == LEVEL_NONE)
		return entry_absent(&a->first) == entry_absent(b) &&
		       (entry_absent(b) || a->first.at == b->at);
	return !((a->first.value ^ b->value) & ~(ENTRY_VARYING | ENTRY_FRAME));
}

/* Everything that take_table() does not find equal on its short way. */
static void add(struct walker *w, const struct entry *entry, unsigned int depth, uint64_t start,
		uint64_t end)
{
	enum frame_kind frame = FRAME_NONE;

	alike(w, 1, 1);
	if (entry->level != LEVEL_NONE)
		frame = frame_kind(w, entry);
	if (w->run.end > w->run.start && same_kind(&w->run, entry, frame) &&
	    !(w->walk->single && entry->level != LEVEL_NONE)) {
		w->run.end = end;
		return;
	}
	give(w);
	w->run = (struct entry_run){ start, end, *entry, frame };
	w->depth = entry->level == LEVEL_NONE ? 0 : depth;
	if (w->walk->single)
		alike(w, 1, 1);
}

static int walk_table(struct walker *w, uint64_t table, unsigned int depth, uint64_t start,
		      uint64_t end);

static int walk_entry(struct walker *w, unsigned int depth, uint64_t value, uint64_t start,
		      uint64_t end)
{
	unsigned int lowest = w->walk->lowest == LEVEL_PUD ? 3 : w->walk->lowest == LEVEL_PMD ? 2 : 1;
	struct entry entry;
	uint64_t table;

	if (pagetable_entry(w->kernel, depth, value, start, &entry) == ENTRY_IS_TABLE) {
		if (depth <= lowest) {
			add(w, &(struct entry){ .at = entry.at, .addr = entry.addr }, depth, start,
			    end);
			return 0;
		}
		table = pagetable_table(w->kernel, value);
		return table ? walk_table(w, table, depth - 1, start, end) : -EFAULT;
	}
	add(w, &entry, depth, start, end);
	return 0;
}

/* is not 0 if an entry does not continue the run; has no branch, so that many can be asked at once */
static inline uint64_t differs(const struct walker *w, uint64_t entry)
{
	return ((entry ^ w->run.first.value) & ~(ENTRY_VARYING | ENTRY_FRAME)) |
	       ((entry & w->address) - w->alike_from >= w->alike_size);
}

#define AT_ONCE 8

static uint64_t any_differs(const struct walker *w, const uint64_t *entries)
{
	uint64_t any = 0;

	for (unsigned int i = 0; i < AT_ONCE; i++)
		any |= differs(w, entries[i]);
	return any;
}

/*
 * How many entries from @first to @last continue the run: most entries are as the one before, so
 * this is where the time goes. Frames are of one kind within the bounds that frame_kind() found.
 */
static unsigned int count_alike(const struct walker *w, unsigned int depth,
				const uint64_t *entries, unsigned int first, unsigned int last)
{
	unsigned int i = first;

	if (depth == w->depth) {
		while (i + AT_ONCE - 1 <= last && !any_differs(w, &entries[i]))
			i += AT_ONCE;
		while (i <= last && !differs(w, entries[i]))
			i++;
	} else if (!w->depth && w->run.end && !w->run.first.value) {
		while (i <= last && !entries[i])
			i++;
	}
	return i - first;
}

static int walk_table(struct walker *w, uint64_t table, unsigned int depth, uint64_t start,
		      uint64_t end)
{
	unsigned int shift = 12 + 9 * (depth - 1);
	uint64_t size = 1ull << shift, *entries = w->tables[depth];
	unsigned int first = start >> shift & (TABLE_ENTRIES - 1);
	unsigned int last = (end - 1) >> shift & (TABLE_ENTRIES - 1);
	int ret;

	ret = kcore_read(w->kernel->kcore, table + first * 8, &entries[first],
			 (last - first + 1) * 8);
	for (unsigned int i = first; !ret && !w->stopped && i <= last;) {
		unsigned int alike = count_alike(w, depth, entries, i, last);
		uint64_t next = (start & ~(size - 1)) + (alike ? alike : 1) * size;

		if (next > end || next < start)
			next = end;
		if (alike)
			w->run.end = next;
		else
			ret = walk_entry(w, depth, entries[i], start, next);
		start = next;
		i += alike ? alike : 1;
	}
	return ret;
}

int entry_root(struct kernel *kernel, pid_t pid, uint64_t *root)
{
	int ret;

	if (!kernel_memory(kernel))
		return -EOPNOTSUPP;
	ret = kcore_prepare(kernel->kcore);
	return ret ? ret : task_pgd(kernel, pid, root);
}

int entry_runs(struct kernel *kernel, const struct entry_walk *walk)
{
	static struct walker w;
	uint64_t zero;
	int ret;

	if (!kernel_memory(kernel))
		return -EOPNOTSUPP;
	ret = kcore_prepare(kernel->kcore);
	if (ret || walk->start >= walk->end)
		return ret;
	w.kernel = kernel;
	w.walk = walk;
	w.run = (struct entry_run){ 0 };
	w.stopped = false;
	w.depth = 0;
	zero = kernel_zero_pfn(kernel);
	w.zero = zero ? kernel_frame(kernel, zero) : 0;
	w.huge_zero = 0;
	/* no PUD maps it */
	if (walk->lowest != LEVEL_PUD && !kernel_machine_frames(kernel))
		w.huge_zero = huge_zero_pfn(kernel);
	w.address = ENTRY_FRAME & ~kernel->sme_mask;
	alike(&w, 1, 1);
	ret = walk_table(&w, walk->root, kernel->features.la57 ? 5 : 4, walk->start, walk->end);
	give(&w);
	return ret;
}
