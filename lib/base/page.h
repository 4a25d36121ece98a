/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of the model: what a page is, where it is mapped, and by which vma.
 * A scenario states these; observers' expectations are derived from them.
 */
#ifndef NORMALPAGE_BASE_PAGE_H
#define NORMALPAGE_BASE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* entries, levels and sizes are those of x86-64: elsewhere this would build, and judge wrongly */
#ifndef __x86_64__
#error "normalpage knows page tables of x86-64 only"
#endif

#define PTE_SIZE 0x1000ul	/* bytes mapped by one page table entry on x86-64 */
#define PMD_SIZE 0x200000ul
#define PUD_SIZE 0x40000000ul

/**
 * enum level - the page table level of a leaf entry
 * @LEVEL_NONE: no present leaf entry
 */
enum level {
	LEVEL_NONE,
	LEVEL_PTE,
	LEVEL_PMD,
	LEVEL_PUD,
};

/**
 * enum page_kind - what is behind an address
 * @PAGE_NONE: nothing is mapped
 * @PAGE_ZERO: the shared zero page (ZERO_PAGE())
 * @PAGE_HUGE_ZERO: the huge zero folio (mm_get_huge_zero_folio())
 * @PAGE_FSDAX: a page of a file on an fs/dax file system (ZONE_DEVICE, MEMORY_DEVICE_FS_DAX)
 * @PAGE_DEVDAX: a page of a device-dax region (ZONE_DEVICE, MEMORY_DEVICE_GENERIC)
 * @PAGE_ANON: an anonymous page (also the private copy made by CoW)
 * @PAGE_FILE: a page of an ordinary page cache
 * @PAGE_SHMEM: a page of tmpfs or shared memory
 * @PAGE_KERNEL: a page that a driver inserted with vm_insert_page() or the like
 * @PAGE_PFN: a raw pfn (remap_pfn_range(), vmf_insert_pfn*()), whatever is behind it
 * @PAGE_GRANT: a page behind a Xen grant mapped by gntdev
 * @PAGE_KSM: an anonymous page that KSM has merged others into
 * @PAGE_SECRETMEM: a page of memfd_secret(2), which the kernel itself has not mapped
 * @PAGE_SWAP: an anonymous page that is swapped out: the entry says where to
 * @PAGE_GUARD: a guard marker (MADV_GUARD_INSTALL)
 * @PAGE_WP_MARKER: nothing, but userfaultfd write-protects it
 *
 * The last three have no level: their entries are neither empty nor present.
 */
enum page_kind {
	PAGE_NONE,
	PAGE_ZERO,
	PAGE_HUGE_ZERO,
	PAGE_FSDAX,
	PAGE_DEVDAX,
	PAGE_ANON,
	PAGE_FILE,
	PAGE_SHMEM,
	PAGE_KERNEL,
	PAGE_PFN,
	PAGE_GRANT,
	PAGE_KSM,
	PAGE_SECRETMEM,
	PAGE_SWAP,
	PAGE_GUARD,
	PAGE_WP_MARKER,
};

#define NR_PAGE_KINDS (PAGE_WP_MARKER + 1)

/** enum page_class - what vm_normal_page*() makes of an entry: NULL (special) or a page (normal) */
enum page_class {
	CLASS_NONE,
	CLASS_SPECIAL,
	CLASS_NORMAL,
};

/**
 * enum page_backing - what kind of memory a granted page is mapped on
 * @BACKING_UNKNOWN: not stated
 * @BACKING_RESERVED: memory beyond what the domain started with, PageReserved
 * @BACKING_DEVICE: a ZONE_DEVICE page ("Xen scratch")
 */
enum page_backing {
	BACKING_UNKNOWN,
	BACKING_RESERVED,
	BACKING_DEVICE,
};

/** MAPCOUNT_UNKNOWN - it is not known how often a page is mapped */
#define MAPCOUNT_UNKNOWN (~0u)

/**
 * struct page_state - what a scenario states of one run of pages
 * @kind: what the pages are
 * @level: the level they are mapped at
 * @writable: the entry allows writing
 * @dirty: the page was written through this mapping (the entry's dirty bit)
 * @clean: the page holds nothing that is not on the medium: written back (fsync(2)) or never written.
 *	Where neither @dirty nor @clean is stated, the page's own dirty flag is not known
 * @large: it is part of a folio of several pages; otherwise nothing is said of that, unless by @level
 * @changing: others may write to it at any time: what is in it cannot be compared
 * @soft_dirty: written since soft-dirty bits were cleared. Of vmas with VMA_SOFT_CLEARED
 * @uffd_wp: userfaultfd write-protects it. Of vmas with VMA_UFFD_WP
 * @pfn: of the first page of a PAGE_PFN run, whose pages have consecutive ones; 0: not stated
 * @movable: in ZONE_MOVABLE, where nothing may be pinned for long: a pin moves the page elsewhere
 *	first (mm/gup.c migrate_longterm_unpinnable_folios())
 * @mapcount: how many page tables map each page; 1 unless stated, MAPCOUNT_UNKNOWN. For normal and
 *	swapped pages only
 * @backing: of PAGE_GRANT
 */
struct page_state {
	enum page_kind kind;
	enum level level;
	bool writable;
	bool dirty;
	bool clean;
	bool large;
	bool changing;
	bool soft_dirty;
	bool uffd_wp;
	uint64_t pfn;
	bool movable;
	unsigned int mapcount;
	enum page_backing backing;
};

/** struct run - a range of addresses (bytes, page aligned, end exclusive) in one state */
struct run {
	uint64_t start;
	uint64_t end;
	struct page_state page;
};

/** vma flags that matter to classification and to the observers (our own bits, not the kernel's) */
#define VMA_READ	(1u << 0)
#define VMA_WRITE	(1u << 1)
#define VMA_SHARED	(1u << 2)	/* VM_SHARED: MAP_SHARED */
#define VMA_PFNMAP	(1u << 3)	/* VM_PFNMAP */
#define VMA_MIXEDMAP	(1u << 4)	/* VM_MIXEDMAP */
#define VMA_IO		(1u << 5)	/* VM_IO */
#define VMA_DONTCOPY	(1u << 6)	/* VM_DONTCOPY */
#define VMA_HUGETLB	(1u << 7)	/* VM_HUGETLB */
#define VMA_FILE	(1u << 8)	/* vma->vm_file is set */
#define VMA_DONTEXPAND	(1u << 9)	/* VM_DONTEXPAND */
#define VMA_EXEC	(1u << 10)
#define VMA_UFFD_WP	(1u << 11)	/* VM_UFFD_WP */
#define VMA_UFFD_ASYNC	(1u << 12)	/* its faults resolve themselves, and markers are used */
#define VMA_LOCKED	(1u << 13)	/* VM_LOCKED */
#define VMA_MERGEABLE	(1u << 14)	/* VM_MERGEABLE: MADV_MERGEABLE */
#define VMA_KERNEL	(1u << 15)	/* by _install_special_mapping(): no file, not anonymous */
#define VMA_SOFT_CLEARED (1u << 16)	/* /proc/PID/clear_refs was written since it was made */
#define VMA_MKWRITE	(1u << 17)	/* vm_ops has page_mkwrite(): it wants to know of writes */
#define VMA_FSDAX	(1u << 18)	/* vma_is_fsdax(): of a file that is DAX */

/**
 * struct vma_state - one vma, as a scenario states it
 * @start: first address, bytes
 * @end: first address behind it, bytes
 * @flags: VMA_* bits
 * @find_normal_page: vma->vm_ops has a find_normal_page (before 6.18: find_special_page) callback
 */
struct vma_state {
	uint64_t start;
	uint64_t end;
	unsigned int flags;
	bool find_normal_page;
};

#define STATED_RUNS_MAX 64

/**
 * struct stated - all that is stated of one vma: itself and its runs, in order, without overlap
 *
 * Addresses of the vma that no run covers are PAGE_NONE.
 */
struct stated {
	struct vma_state vma;
	struct run runs[STATED_RUNS_MAX];
	unsigned int nr_runs;
};

const char *level_name(enum level level);
const char *page_kind_name(enum page_kind kind);
const char *page_class_name(enum page_class class);

/** level_size - bytes mapped by one leaf entry at @level; 0 for LEVEL_NONE */
uint64_t level_size(enum level level);

#endif
