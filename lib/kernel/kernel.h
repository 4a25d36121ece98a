/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The running kernel: features, symbols, its memory through /proc/kcore, page table walks. */
#ifndef NORMALPAGE_KERNEL_KERNEL_H
#define NORMALPAGE_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/error.h"
#include "lib/kernel/features.h"
#include "lib/base/page.h"

struct kernel;

/**
 * kernel_open - look at the running kernel
 *
 * What needs privileges (kcore, symbols) is opened when first used and may fail then.
 */
error_check struct error *kernel_open(struct kernel **kernel);
void kernel_close(struct kernel *kernel);

const struct features *kernel_features(const struct kernel *kernel);

/**
 * kernel_symbol - address of a symbol
 *
 * Decodes the kernel's own kallsyms tables through kcore (their addresses stand in VMCOREINFO),
 * else reads /proc/kallsyms. All names ever asked for are looked up in one pass where possible.
 * Returns 0 if unknown.
 */
uint64_t kernel_symbol(struct kernel *kernel, const char *name);

/** kernel_read - read kernel memory at a virtual address; 0 or negative errno */
int kernel_read(struct kernel *kernel, uint64_t addr, void *buf, size_t len);

/** kernel_memory_error - why /proc/kcore cannot be used here; NULL if it can. Owned by @kernel */
const struct error *kernel_memory_error(struct kernel *kernel);

/**
 * struct entry - one page table entry as the hardware sees it
 * @level: where the walk ended; LEVEL_NONE when the entry is not a present leaf
 * @at: the level of the table that @value was read from (also for non-present entries)
 * @value: the raw entry
 * @addr: the first address that the entry maps
 * @encryption: bits of @value that mark encrypted memory (AMD SME) and are not part of the pfn
 */
struct entry {
	enum level level;
	enum level at;
	uint64_t value;
	uint64_t addr;
	uint64_t encryption;
};

/** x86-64 entry bits, arch/x86/include/asm/pgtable_types.h */
#define ENTRY_PRESENT	(1ull << 0)
#define ENTRY_RW	(1ull << 1)
#define ENTRY_USER	(1ull << 2)
#define ENTRY_ACCESSED	(1ull << 5)
#define ENTRY_DIRTY	(1ull << 6)
#define ENTRY_PSE	(1ull << 7)	/* PMD and PUD: a leaf */
#define ENTRY_PROTNONE	(1ull << 8)	/* present for the kernel when ENTRY_PRESENT is clear */
#define ENTRY_SPECIAL	(1ull << 9)	/* _PAGE_SPECIAL, software bit 1 */
#define ENTRY_UFFD_WP	(1ull << 10)	/* _PAGE_UFFD_WP, since 7.3 _PAGE_UFFD; software bit 2 */
#define ENTRY_SOFT_DIRTY (1ull << 11)
#define ENTRY_DEVMAP	(1ull << 57)	/* until 6.16; see entry_devmap() */
#define ENTRY_SAVED_DIRTY (1ull << 58)
#define ENTRY_NX	(1ull << 63)

/** ENTRY_FRAME - where the physical address is; of a large entry its low bits are something else */
#define ENTRY_FRAME	0x000ffffffffff000ull

/** entry_pfn - the pfn in a present leaf entry (of its first page); a machine frame under Xen PV */
uint64_t entry_pfn(const struct entry *entry);

/** entry_absent - nothing at all is in the entry: pte_none(), pmd_none() */
bool entry_absent(const struct entry *entry);

/** entry_devmap - the entry's devmap bit is set: a DAX page that is not refcounted, before 6.15 */
bool entry_devmap(const struct features *features, const struct entry *entry);

/** entry_format - "PMD 80000001234002a5 pfn 0x12340 present user accessed huge special nx" */
const char *entry_format(const struct entry *entry, char *buf, size_t size);

/**
 * pagetable_walk - walk a process's page tables through kernel memory
 * @pid: any process; its pgd is found from init_task's task list
 *
 * Changes nothing in the process. Returns 0, or a negative errno: -ESRCH no such process or a
 * kernel thread, -EOPNOTSUPP kernel memory not readable (see kernel_memory_error()).
 */
int pagetable_walk(struct kernel *kernel, pid_t pid, uint64_t addr, struct entry *entry);

/**
 * pagetable_each - all entries of a range that hold anything, read a table at a time
 * @start, @end: page aligned
 * @each: called in ascending order with the first address in the range that an entry maps: a leaf of any
 *	level, or one that is neither present nor empty
 *
 * Errors as for pagetable_walk(); what was given until then stands.
 */
int pagetable_each(struct kernel *kernel, pid_t pid, uint64_t start, uint64_t end,
		   void (*each)(void *data, uint64_t addr, uint64_t value), void *data);

/**
 * kernel_zero_pfn, kernel_huge_zero_pfn - pfns of the zero page and of the huge zero folio's first
 * page, read from kernel variables; 0 if unknown or, for the huge one, not allocated at the moment
 */
uint64_t kernel_zero_pfn(struct kernel *kernel);
uint64_t kernel_huge_zero_pfn(struct kernel *kernel);

/** kernel_machine_frames - entries hold machine frames, not pfns: a Xen PV guest */
bool kernel_machine_frames(const struct kernel *kernel);

/**
 * kernel_frame - what an entry that maps a pfn holds: the pfn, in a Xen PV guest its machine frame
 *
 * Of a page that gntdev maps a grant on, it is the granted machine frame. 0 if there is none.
 */
uint64_t kernel_frame(struct kernel *kernel, uint64_t pfn);

/** kernel_frame_pfn - the pfn of the page of ours that an entry's frame is; 0 if it is none */
uint64_t kernel_frame_pfn(struct kernel *kernel, uint64_t frame);

/** kernel_frame_is_zero, kernel_frame_is_huge_zero - what entry_pfn() gave is part of these */
bool kernel_frame_is_zero(struct kernel *kernel, uint64_t frame);
bool kernel_frame_is_huge_zero(struct kernel *kernel, uint64_t frame);

/** kernel_page_to_pfn - pfn of a struct page address (vmemmap); 0 if it is not known */
uint64_t kernel_page_to_pfn(struct kernel *kernel, uint64_t page);

/**
 * struct page_counts - of the folio that a page is part of
 * @mapcount: page table entries that map any part of it
 * @references: its reference count
 */
struct page_counts {
	int mapcount;
	int references;
};

/**
 * kernel_page_counts - read a pfn's struct page, and that of its folio's first page
 *
 * Returns 0 or a negative errno: -EOPNOTSUPP kernel memory cannot be read or this kernel's struct
 * page is not known, -EFAULT the struct page lies in memory that kcore leaves out: a device's own.
 */
int kernel_page_counts(struct kernel *kernel, uint64_t pfn, struct page_counts *counts);

#endif
