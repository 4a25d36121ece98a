// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/private.h"

#include <errno.h>

#include "lib/kernel/entry_runs.h"

#define TABLE_ENTRIES 512

static const enum level levels[] = {
	LEVEL_NONE, LEVEL_PTE, LEVEL_PMD, LEVEL_PUD, LEVEL_NONE, LEVEL_NONE,
};

/*
 * The tables of a Xen PV guest hold machine frames; a table itself is always a page of the guest's
 * own.
 */
uint64_t pagetable_table(struct kernel *kernel, uint64_t value)
{
	uint64_t phys = value & ENTRY_FRAME & ~kernel->sme_mask;
	struct p2m *p2m = kernel_p2m(kernel);
	uint64_t pfn;

	if (p2m) {
		pfn = p2m_pfn(p2m, kernel->kcore, phys / PTE_SIZE);
		if (pfn == P2M_INVALID)
			return 0;
		phys = pfn * PTE_SIZE;
	}
	return kcore_virt(kernel->kcore, phys);
}

/* pmd_leaf(), pud_leaf(), and pte_present(), which is also true of PROT_NONE entries */
static bool is_leaf(unsigned int depth, uint64_t value)
{
	if (!(value & (ENTRY_PRESENT | ENTRY_PROTNONE)))
		return false;
	return depth == 1 || (depth <= 3 && value & ENTRY_PSE);
}

enum entry_is pagetable_entry(const struct kernel *kernel, unsigned int depth, uint64_t value,
			      uint64_t addr, struct entry *entry)
{
	*entry = (struct entry){
		.at = levels[depth],
		.value = value,
		.addr = addr & ~0ull << (12 + 9 * (depth - 1)),
		.encryption = kernel->sme_mask,
	};
	if (is_leaf(depth, value)) {
		entry->level = levels[depth];
		return ENTRY_IS_LEAF;
	}
	return depth == 1 || !(value & ENTRY_PRESENT) ? ENTRY_IS_ABSENT : ENTRY_IS_TABLE;
}

int pagetable_walk_from(struct kernel *kernel, uint64_t table, uint64_t addr, struct entry *entry)
{
	for (unsigned int depth = kernel->features.la57 ? 5 : 4; depth; depth--) {
		unsigned int shift = 12 + 9 * (depth - 1);
		uint64_t index = addr >> shift & (TABLE_ENTRIES - 1);
		uint64_t value;
		int ret;

		ret = kcore_read(kernel->kcore, table + index * 8, &value, sizeof(value));
		if (ret)
			return ret;
		if (pagetable_entry(kernel, depth, value, addr, entry) != ENTRY_IS_TABLE)
			return 0;
		table = pagetable_table(kernel, value);
		if (!table)
			return -EFAULT;
	}
	return 0;
}

static int find_top(struct kernel *kernel, pid_t pid, uint64_t *pgd)
{
	int ret;

	if (!kernel_memory(kernel))
		return -EOPNOTSUPP;
	ret = kcore_prepare(kernel->kcore);
	return ret ? ret : task_pgd(kernel, pid, pgd);
}

int pagetable_walk(struct kernel *kernel, pid_t pid, uint64_t addr, struct entry *entry)
{
	uint64_t pgd;
	int ret;

	*entry = (struct entry){ .level = LEVEL_NONE };
	ret = find_top(kernel, pid, &pgd);
	return ret ? ret : pagetable_walk_from(kernel, pgd, addr, entry);
}

/** struct reader - what to call for each entry */
struct reader {
	struct kernel *kernel;
	void (*each)(void *data, uint64_t addr, uint64_t value);
	void *data;
};

static int read_table(const struct reader *r, uint64_t table, unsigned int depth, uint64_t start,
		      uint64_t end)
{
	unsigned int shift = 12 + 9 * (depth - 1);
	unsigned int first = start >> shift & (TABLE_ENTRIES - 1);
	unsigned int last = (end - 1) >> shift & (TABLE_ENTRIES - 1);
	uint64_t entries[TABLE_ENTRIES], next;
	struct entry entry;
	int ret = kcore_read(r->kernel->kcore, table + first * 8, &entries[first],
			     (last - first + 1) * 8);

	for (unsigned int i = first; !ret && i <= last; i++, start = next) {
		next = i == last ? end : ((start >> shift) + 1) << shift;
		if (!entries[i])
			continue;
		if (pagetable_entry(r->kernel, depth, entries[i], start, &entry) == ENTRY_IS_TABLE) {
			table = pagetable_table(r->kernel, entries[i]);
			ret = table ? read_table(r, table, depth - 1, start, next) : -EFAULT;
		} else if (!entry_absent(&entry)) {
			r->each(r->data, start, entries[i]);
		}
	}
	return ret;
}

int pagetable_each(struct kernel *kernel, pid_t pid, uint64_t start, uint64_t end,
		   void (*each)(void *data, uint64_t addr, uint64_t value), void *data)
{
	const struct reader r = { kernel, each, data };
	uint64_t pgd;
	int ret = find_top(kernel, pid, &pgd);

	if (ret || start >= end)
		return ret;
	return read_table(&r, pgd, kernel->features.la57 ? 5 : 4, start, end);
}
