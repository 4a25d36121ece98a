/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of lib/kernel share; not for others. */
#ifndef NORMALPAGE_KERNEL_PRIVATE_H
#define NORMALPAGE_KERNEL_PRIVATE_H

#include "lib/kernel/kcore.h"
#include "lib/kernel/kernel.h"
#include "lib/kernel/types.h"
#include "lib/kernel/xen.h"

#define SYMBOLS_MAX 32
#define TASKS_MAX 8

/** struct symbol - a name once asked for; @addr 0: this kernel has no such symbol */
struct symbol {
	char name[64];
	uint64_t addr;
	bool known;
};

/** struct task_offsets - where in the kernel's structs a walk finds its way; -ENOENT: unknown */
struct task_offsets {
	long tasks;
	long tgid;
	long group_leader;
	long mm;
	long pgd;
};

/** struct page_offsets - in struct page and struct folio; -ENOENT: unknown */
struct page_offsets {
	long flags;
	long mapcount;
	long references;
	long head;
	long head_mask;
	long large_mapcount;
};

/** struct task - a process and its task_struct, as found last time; both 0: free */
struct task {
	pid_t pid;
	uint64_t addr;
};

struct kernel {
	struct features features;
	struct kcore *kcore;
	struct error *memory_error;
	bool memory_tried;
	struct symbol symbols[SYMBOLS_MAX];
	unsigned int nr_symbols;
	struct task_offsets offsets;
	bool offsets_known;
	struct page_offsets page;
	struct task tasks[TASKS_MAX];
	unsigned int next_task;
	uint64_t zero_pfn;
	uint64_t sme_mask;
	bool machine_frames;
	struct p2m p2m;
};

/** kernel_memory - the open /proc/kcore, or NULL (see kernel_memory_error()) */
struct kcore *kernel_memory(struct kernel *kernel);

/** kernel_p2m - the p2m, found when first asked for; NULL where entries hold pfns */
struct p2m *kernel_p2m(struct kernel *kernel);

/** features_detect - fill @features from BTF, behaviour and version */
void features_detect(struct features *features, const struct types *types);

/** symbols_find - look up @names (each once) through kcore or /proc/kallsyms into the cache */
void symbols_find(struct kernel *kernel, const char *const *names, unsigned int nr_names);

/** task_offsets_init - look them up; false when one of them is not known */
bool task_offsets_init(struct task_offsets *offsets, const struct types *types);

/** page_offsets_init - look them up */
void page_offsets_init(struct page_offsets *offsets, const struct types *types);

/** task_pgd - kernel address of a process's top table; 0 or -ESRCH, -EFAULT, -errno */
int task_pgd(struct kernel *kernel, pid_t pid, uint64_t *pgd);

/** enum entry_is - what a raw entry leads to */
enum entry_is {
	ENTRY_IS_ABSENT,
	ENTRY_IS_LEAF,
	ENTRY_IS_TABLE,
};

/**
 * pagetable_entry - decode an entry of a table
 * @depth: of the table, 1 for the lowest (PTEs)
 * @addr: any address that the entry covers
 */
enum entry_is pagetable_entry(const struct kernel *kernel, unsigned int depth, uint64_t value,
			      uint64_t addr, struct entry *entry);

/** pagetable_walk_from - walk from the top table at kernel address @pgd, also for kernel addresses */
int pagetable_walk_from(struct kernel *kernel, uint64_t pgd, uint64_t addr, struct entry *entry);

/** huge_zero_pfn - kernel_huge_zero_pfn() for those who have called kcore_prepare() */
uint64_t huge_zero_pfn(struct kernel *kernel);

/** page_address - kernel address of a pfn's struct page; 0 if it is not known */
uint64_t page_address(struct kernel *kernel, uint64_t pfn);

/** pagetable_table - kernel address of the table that an entry points to; 0 if it is no RAM */
uint64_t pagetable_table(struct kernel *kernel, uint64_t value);

#endif
